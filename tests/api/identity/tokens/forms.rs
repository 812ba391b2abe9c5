//! Signatures, headers and claims that are not written as the standards say.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ligature::access::signing::TokenAlgorithm::EdDsa;
use serde_json::json;

use super::{Forge, encoded};

#[tokio::test]
async fn signatures_of_another_form_and_of_nothing_are_refused() {
    for forge in Forge::each().await {
        let good = forge.with(&json!({}));
        forge.answers(&good, 200).await;
        let (message, signature) = good.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert_eq!(signature.len(), 64);
        let (first, second) = signature.split_at(32);
        let mut signatures = vec![
            vec![0; 64],
            vec![0xff; 64],
            [first, &[0; 32]].concat(),
            [&[0; 32], second].concat(),
            [second, first].concat(),
            [&[0], signature.as_slice()].concat(),
            [signature.as_slice(), &[0]].concat(),
            signature[..63].to_vec(),
            // The order of P-256 twice, which is nothing, too.
            [ORDER_OF_P256; 2].concat(),
            der(first, second),
        ];
        if forge.key.algorithm == EdDsa {
            // The same by the order of the group more, which the same key would verify if it did not look.
            signatures.push([first, &with_order_of_ed25519(second)].concat());
        }
        for signature in signatures {
            forge.answers(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)), 401).await;
        }
    }
}

#[tokio::test]
async fn encrypted_and_oddly_written_tokens_are_refused() {
    for forge in Forge::each().await {
        let (header, claims) = (forge.header_text(), forge.claims.to_string());
        let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let marked = |text: &str| format!("\u{feff}{text}");
        for token in [
            forge.of(wide(&header), &claims),
            forge.of(&header, wide(&claims)),
            forge.of(marked(&header), &claims),
            forge.of(&header, marked(&claims)),
            forge.of(header.replace("alg", "ALG"), &claims),
        ] {
            forge.answers(&token, 401).await;
        }
        let good = forge.of(&header, &claims);
        forge.answers(&good, 200).await;
        let encrypted = encoded(&json!({"alg": "dir", "enc": "A256GCM", "kid": forge.key.id}));
        forge.answers(&format!("{encrypted}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"), 401).await;
        forge.answers(&format!("{good}.AAAA.AAAA"), 401).await;
        forge.answers(&format!("{good}=="), 401).await;
    }
}

/// n of P-256, by FIPS 186.
const ORDER_OF_P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// L of Ed25519, by RFC 8032, the lowest byte first.
const ORDER_OF_ED25519: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn with_order_of_ed25519(number: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let digits = number.iter().zip(ORDER_OF_ED25519).map(|(one, other)| {
        let sum = u16::from(*one) + u16::from(other) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    });
    digits.collect()
}

/// The two numbers as X.509 writes a signature by ECDSA.
fn der(first: &[u8], second: &[u8]) -> Vec<u8> {
    let number = |digits: &[u8]| {
        let zero: &[u8] = if digits[0] < 0x80 { &[] } else { &[0] };
        let digits = [zero, digits].concat();
        [&[2, u8::try_from(digits.len()).unwrap()], digits.as_slice()].concat()
    };
    let both = [number(first), number(second)].concat();
    [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat()
}
