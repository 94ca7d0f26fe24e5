// Reads requests as JSON, one a line, and writes the verdict of each, in order.
import { createInterface } from 'node:readline'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

const named = (policies) => policies.map((policy, index) => ({ name: `policy-${index}`, policy }))

function simulation(question) {
  return {
    request: {
      principal: question.principal,
      action: question.action,
      resource: { resource: question.resource, accountId: question.resourceAccount },
      contextVariables: question.context,
    },
    identityPolicies: named(question.identity),
    permissionBoundaryPolicies: question.boundary ? named(question.boundary) : undefined,
    sessionPolicy: question.session ? question.session[0] : undefined,
    serviceControlPolicies: question.serviceControl
      ? [{ orgIdentifier: 'account', policies: named(question.serviceControl) }]
      : [],
    resourceControlPolicies: [],
    resourcePolicy: question.resourcePolicy,
  }
}

// The short way knows no policies of sessions and resources; the long one also asks whether the request could be made at all.
async function verdict(question) {
  if (!question.session && !question.resourcePolicy) return runUnsafeSimulation(simulation(question), {})
  const result = await runSimulation(simulation(question), {})
  return result.resultType === 'error' ? `Error: ${JSON.stringify(result.errors)}` : result.overallResult
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    process.stdout.write(`${await verdict(JSON.parse(line))}\n`)
  } catch (error) {
    process.stdout.write(`Error: ${String(error.message).replaceAll('\n', ' ')}\n`)
  }
}
