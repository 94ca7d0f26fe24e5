# shellcheck shell=bash
# Runs named steps one after the other, goes on when one fails, and says at the end how long each took and what it counted.
# Sourced by scripts/test and .ci/run.

STEP_LOGS=$(mktemp -d)
trap 'rm -rf "$STEP_LOGS"' EXIT
STEP_TABLE=()
STEP_FAILURES=0
TESTS_PASSED=0
TESTS_FAILED=0

# step NAME COMMAND...: runs a command, shows what it prints, and counts the tests that it reports.
step() {
  local name=$1 log="$STEP_LOGS/log" began=$SECONDS status passed failed
  shift
  printf '\n==> %s\n' "$name"
  set +e
  (set -e; "$@") 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  set -e
  read -r passed failed < <(count_tests "$log")
  # A step that failed without a failed test (it did not compile, say) counts as one failure.
  if ((status != 0 && failed == 0)); then failed=1; fi
  if ((status == 0 && failed > 0)); then status=1; fi
  TESTS_PASSED=$((TESTS_PASSED + passed))
  TESTS_FAILED=$((TESTS_FAILED + failed))
  local verdict=ok
  if ((status != 0)); then
    verdict=FAILED
    STEP_FAILURES=$((STEP_FAILURES + 1))
  fi
  STEP_TABLE+=("$(printf '%-28s %-7s %5d s %7d passed %5d failed' "$name" "$verdict" $((SECONDS - began)) "$passed" "$failed")")
  printf '==> %s: %s after %d s\n' "$name" "$verdict" $((SECONDS - began))
}

# count_tests LOG: how many tests passed and failed, as their runners report it. A plain closing line is the sum of what is
# above it, so it counts alone.
count_tests() {
  awk '
    # cargo nextest:  Summary [   1.2s] 96 tests run: 95 passed (1 slow), 1 failed, 2 skipped
    # pytest:         ===== 3 failed, 120 passed, 1 error in 60.1s =====
    # cargo test:     test result: FAILED. 5 passed; 1 failed; 0 ignored; …
    # scripts/test:   220 passed, 0 failed
    /^[0-9]+ passed, [0-9]+ failed$/ { passed = failed = 0 }
    /^ *Summary \[.*tests? run:/ || /^=+ .*(passed|failed|errors?).* in [0-9.]+s/ || /^test result: / || /^[0-9]+ passed, [0-9]+ failed$/ {
      line = $0
      while (match(line, /[0-9]+ (passed|failed|errors?|exec failed|timed out)/)) {
        split(substr(line, RSTART, RLENGTH), word, " ")
        if (word[2] == "passed") passed += word[1]; else failed += word[1]
        line = substr(line, RSTART + RLENGTH)
      }
    }
    END { print passed + 0, failed + 0 }
  ' "$1"
}

# summary: the table of steps and the closing line. Its status is the whole run's.
summary() {
  printf '\n'
  printf '%s\n' "${STEP_TABLE[@]}"
  printf '\n%d s in all' "$SECONDS"
  if ((STEP_FAILURES > 0)); then printf ', %d steps FAILED' "$STEP_FAILURES"; fi
  printf '\n%d passed, %d failed\n' "$TESTS_PASSED" "$TESTS_FAILED"
  ((STEP_FAILURES == 0))
}
