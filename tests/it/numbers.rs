//! Numbers that are printed, and decide nothing.

use bartizan_tests::{Account, Server, Stopwatch};

#[test]
fn start_to_first_answer_and_memory() {
    let mut server = Server::start();
    let account = Account::create(&server, "root@example.com");
    server.stop();

    let mut starts = Vec::new();
    for _ in 0..5 {
        let watch = Stopwatch::start();
        server.restart();
        let _ = account.administrator(&server).sts("GetCallerIdentity", &[]).ok();
        starts.push(watch.elapsed());
        server.stop();
    }
    starts.sort();
    eprintln!("start to first answer: {:.1?} (the middle one of {})", starts[starts.len() / 2], starts.len());

    server.restart();
    let mut admin = account.administrator(&server);
    let _ = admin.iam("ListUsers", &[]).ok();
    let (idle, _) = server.resident_kib();
    for number in 0..200 {
        let mut user = account.user(&server, &format!("user-{number}"));
        let _ = user.session(&server).ok();
    }
    let (worked, most) = server.resident_kib();
    eprintln!("resident memory: {idle} KiB idle, {worked} KiB after 200 MFA lives begun, {most} KiB at most");
}
