//! Any head is verified or refused, and what our own signer signs is verified, unless anything of it is changed.
//!
//! The input reads like a request: a line with method and target, headers, an empty line, the body.

use model::Timestamp;
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head, Refusal, Rules, SigningKey, Verified, claim};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30T12:36:00Z, the moment of the published vectors.
const NOW: Timestamp = Timestamp::from_secs(1_440_938_160);
/// What the signer adds by itself.
const ADDED: [&str; 5] =
    ["authorization", "date", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"];

struct Request<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: Vec<(String, &'a [u8])>,
    body: &'a [u8],
}

pub fn run(data: &[u8]) {
    let Some(mut request) = read(data) else { return };
    let _ = verify(&request, &request.headers, request.body);

    request.headers.retain(|(name, _)| !ADDED.contains(&name.as_str()));
    let headers = borrowed(&request.headers);
    let head = Head { method: request.method, path: request.path, query: request.query, headers: &headers };
    let signer = Signer::new("AKIDEXAMPLE", SECRET, "us-east-1", "iam");
    let Ok(added) = signer.headers(&head, &BodyHash::of(request.body), NOW) else { return };
    let mut headers = request.headers.clone();
    headers.extend(added.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes())));
    match verify(&request, &headers, request.body) {
        Ok(_) => {
            let mut body = request.body.to_vec();
            body.push(b' ');
            assert!(verify(&request, &headers, &body).is_err(), "another body has the same signature");
        }
        // A signer signs whatever it is given; a server has bounds, and reads signatures in the query too.
        Err(refusal) => assert!(refusal != Refusal::SignatureDoesNotMatch, "our own signature is refused"),
    }
}

fn verify(request: &Request<'_>, headers: &[(String, &[u8])], body: &[u8]) -> Result<Verified, Refusal> {
    let headers = borrowed(headers);
    let head = Head { method: request.method, path: request.path, query: request.query, headers: &headers };
    let claim = claim(&head, &Rules::of(&["iam", "sts"]))?.check_time(NOW)?;
    let key = SigningKey::derive(SECRET, claim.date(), claim.region(), claim.service());
    claim.verify(&BodyHash::of(body), &key)
}

fn borrowed<'a>(headers: &'a [(String, &'a [u8])]) -> Vec<(&'a str, &'a [u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), *value)).collect()
}

fn read(data: &[u8]) -> Option<Request<'_>> {
    let (line, mut rest) = line_of(data)?;
    let (method, target) = str::from_utf8(line).ok()?.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = Vec::new();
    while let Some((header, after)) = line_of(rest) {
        rest = after;
        if header.is_empty() {
            break;
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        let (name, value) = header.split_at(colon);
        headers.push((str::from_utf8(name).ok()?.to_ascii_lowercase(), &value[1..]));
    }
    Some(Request { method, path, query, headers, body: rest })
}

fn line_of(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    Some((&data[..end], &data[end + 1..]))
}
