//! A security key of software, which can lie in every way that a key, a browser or a thief could.
#![expect(clippy::unwrap_used, reason = "test code, in no release build: what fails ends here")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use rcgen::{BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer};
use serde_cbor_2::Value as Cbor;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Who attests what the key is.
#[derive(Debug, Clone, Default)]
pub enum Make {
    /// Nobody.
    #[default]
    Silent,
    /// The credential itself (`packed`).
    SelfAttesting,
    /// Its maker (`packed` with certificates).
    Certified(Maker),
    /// Its maker, by the older protocol, without a model (`fido-u2f`).
    U2f(Maker),
}

/// A maker of keys: a root, and a certificate of it whose key attests.
#[derive(Debug, Clone)]
pub struct Maker {
    /// The root in DER, which metadata would name.
    pub root: Vec<u8>,
    /// The attesting certificate in DER, issued by the root.
    pub certificate: Vec<u8>,
    pkcs8: Vec<u8>,
}

impl Maker {
    /// A maker of a name of its own; `aaguid` is written into the certificate, if given.
    pub fn new(name: &str, aaguid: Option<[u8; 16]>) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, format!("{name} root"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_key = rcgen::KeyPair::generate().unwrap();
        let root = params.self_signed(&root_key).unwrap().der().to_vec();
        let issuer = Issuer::new(params, root_key);

        // Section 8.2.1: the subject that an attestation certificate must have.
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CountryName, "CH");
        params.distinguished_name.push(DnType::OrganizationName, name);
        params.distinguished_name.push(DnType::OrganizationalUnitName, "Authenticator Attestation");
        params.distinguished_name.push(DnType::CommonName, format!("{name} keys"));
        params.is_ca = IsCa::ExplicitNoCa;
        if let Some(aaguid) = aaguid {
            let octets = [&[4, 16][..], &aaguid].concat();
            params
                .custom_extensions
                .push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4], octets));
        }
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap().der().to_vec();
        Self { root, certificate, pkcs8: key.serialize_der() }
    }
}

/// What an answer says that is not so. Whatever is `None` is said truthfully.
#[derive(Debug, Clone, Default)]
pub struct Lie {
    /// The type of client data: `webauthn.get`, `webauthn.create`.
    pub ceremony: Option<&'static str>,
    /// The challenge that is answered.
    pub challenge: Option<Vec<u8>>,
    /// The page's origin.
    pub origin: Option<&'static str>,
    /// `crossOrigin` in client data.
    pub cross_origin: bool,
    /// The RP id that is signed for.
    pub rp_id: Option<&'static str>,
    /// The flags: 1 present, 4 verified, 8 may be copied, 16 was copied.
    pub flags: Option<u8>,
    /// The signature counter.
    pub counter: Option<u32>,
    /// The user handle.
    pub handle: Option<Vec<u8>>,
    /// The model, where a U2F key says one, which nothing signs.
    pub model: Option<[u8; 16]>,
    /// Whether one bit of what is signed is turned afterwards.
    pub forged: bool,
}

/// The key. It holds one credential, of the last registration.
#[derive(Debug)]
pub struct SoftKey {
    make: Make,
    /// Its model.
    pub aaguid: [u8; 16],
    /// Whether it asks for a PIN or a finger each time.
    pub verifies: bool,
    /// How often it signed.
    pub counter: u32,
    pkcs8: Vec<u8>,
    handle: Vec<u8>,
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const ATTESTED: u8 = 64;

impl SoftKey {
    /// A new key.
    pub fn new(make: Make) -> Self {
        Self { make, aaguid: [7; 16], verifies: false, counter: 0, pkcs8: new_key(), handle: Vec::new() }
    }

    /// A copy that has the same secret: what a counter is there to find.
    #[must_use]
    pub fn cloned(&self) -> Self {
        let (make, pkcs8, handle) = (self.make.clone(), self.pkcs8.clone(), self.handle.clone());
        Self { make, aaguid: self.aaguid, verifies: self.verifies, counter: self.counter, pkcs8, handle }
    }

    /// The id of its credential.
    pub fn id(&self) -> Vec<u8> {
        Sha256::digest(pair(&self.pkcs8).public_key().as_ref()).to_vec()
    }

    /// What a browser at `origin` answers to the options of a registration.
    pub fn create(&mut self, options: &str, origin: &str, lie: &Lie) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        self.handle = base64(&options["user"]["id"]);
        let client_data = client_data("webauthn.create", options, origin, lie);
        let rp_id = options["rp"]["id"].as_str().unwrap();
        let mut data = self.authenticator_data(rp_id, ATTESTED, lie);
        let is_u2f = matches!(self.make, Make::U2f(_));
        data.extend(if is_u2f { lie.model.unwrap_or_default() } else { self.aaguid });
        data.extend(u16::try_from(self.id().len()).unwrap().to_be_bytes());
        data.extend(self.id());
        data.extend(self.public_key());
        let object = self.attestation_object(rp_id, data, &client_data, lie.forged);
        json!({
            "id": BASE64URL_NOPAD.encode(&self.id()),
            "rawId": BASE64URL_NOPAD.encode(&self.id()),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "transports": ["usb"],
            },
        })
        .to_string()
    }

    /// What a browser at `origin` answers to the options of a sign-in.
    pub fn get(&mut self, options: &str, origin: &str, lie: &Lie) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        let client_data = client_data("webauthn.get", options, origin, lie);
        self.counter += 1;
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), 0, lie);
        let mut signature = sign(&self.pkcs8, &[&data, &Sha256::digest(&client_data)[..]].concat());
        if lie.forged {
            *signature.last_mut().unwrap() ^= 1;
        }
        let handle = lie.handle.as_ref().map(|handle| BASE64URL_NOPAD.encode(handle));
        json!({
            "id": BASE64URL_NOPAD.encode(&self.id()),
            "rawId": BASE64URL_NOPAD.encode(&self.id()),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "signature": BASE64URL_NOPAD.encode(&signature),
                "userHandle": handle,
            },
        })
        .to_string()
    }

    fn authenticator_data(&self, rp_id: &str, flags: u8, lie: &Lie) -> Vec<u8> {
        let honest = if self.verifies { PRESENT | VERIFIED } else { PRESENT };
        let mut data = Sha256::digest(lie.rp_id.unwrap_or(rp_id)).to_vec();
        data.push(flags | lie.flags.unwrap_or(honest));
        data.extend(lie.counter.unwrap_or(self.counter).to_be_bytes());
        data
    }

    /// COSE (RFC 9053): an EC2 key on P-256, for ES256.
    fn public_key(&self) -> Vec<u8> {
        let (x, y) = self.point();
        let key = [(1, 2), (3, -7), (-1, 1)].map(|(key, value)| (Cbor::Integer(key), Cbor::Integer(value)));
        let point = [(Cbor::Integer(-2), Cbor::Bytes(x)), (Cbor::Integer(-3), Cbor::Bytes(y))];
        serde_cbor_2::to_vec(&Cbor::Map(key.into_iter().chain(point).collect())).unwrap()
    }

    fn point(&self) -> (Vec<u8>, Vec<u8>) {
        let pair = pair(&self.pkcs8);
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        (x.to_vec(), y.to_vec())
    }

    fn attestation_object(&self, rp_id: &str, data: Vec<u8>, client_data: &[u8], forged: bool) -> Vec<u8> {
        let hash = Sha256::digest(client_data);
        let packed = [&data[..], &hash[..]].concat();
        let certificates = |maker: &Maker| Cbor::Array(vec![Cbor::Bytes(maker.certificate.clone())]);
        let spoil = |mut signature: Vec<u8>| {
            if forged {
                *signature.last_mut().unwrap() ^= 1;
            }
            Cbor::Bytes(signature)
        };
        let (format, statement) = match &self.make {
            Make::Silent => ("none", vec![]),
            Make::SelfAttesting => {
                let signature = spoil(sign(&self.pkcs8, &packed));
                ("packed", vec![("alg", Cbor::Integer(-7)), ("sig", signature)])
            }
            Make::Certified(maker) => {
                let signature = spoil(sign(&maker.pkcs8, &packed));
                let chain = certificates(maker);
                ("packed", vec![("alg", Cbor::Integer(-7)), ("sig", signature), ("x5c", chain)])
            }
            Make::U2f(maker) => {
                let (x, y) = self.point();
                let signed = [&[0][..], &Sha256::digest(rp_id), &hash, &self.id(), &[4], &x, &y].concat();
                let signature = spoil(sign(&maker.pkcs8, &signed));
                ("fido-u2f", vec![("sig", signature), ("x5c", certificates(maker))])
            }
        };
        let text = |text: &str| Cbor::Text(text.to_owned());
        let statement = statement.into_iter().map(|(key, value)| (text(key), value)).collect();
        let object = [
            (text("fmt"), text(format)),
            (text("attStmt"), Cbor::Map(statement)),
            (text("authData"), Cbor::Bytes(data)),
        ];
        serde_cbor_2::to_vec(&Cbor::Map(object.into_iter().collect())).unwrap()
    }
}

fn client_data(ceremony: &str, options: &Value, origin: &str, lie: &Lie) -> Vec<u8> {
    let challenge = lie.challenge.clone().unwrap_or_else(|| base64(&options["challenge"]));
    json!({
        "type": lie.ceremony.unwrap_or(ceremony),
        "challenge": BASE64URL_NOPAD.encode(&challenge),
        "origin": lie.origin.unwrap_or(origin),
        "crossOrigin": lie.cross_origin,
    })
    .to_string()
    .into_bytes()
}

fn base64(value: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn new_key() -> Vec<u8> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new());
    made.unwrap().as_ref().to_vec()
}

fn pair(pkcs8: &[u8]) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).unwrap()
}

fn sign(pkcs8: &[u8], bytes: &[u8]) -> Vec<u8> {
    pair(pkcs8).sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec()
}
