//! How the bytes of a file become text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8};

use crate::error::{Error, Result};

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The encoding with the given label, a name of the WHATWG.
    ///
    /// # Errors
    /// [`Error::Invalid`] when no encoding has the label.
    pub fn of_label(label: &str) -> Result<Self> {
        Encoding::for_label_no_replacement(label.as_bytes()).map(Self).ok_or_else(|| {
            Error::invalid(
                "encoding",
                "unknown_encoding",
                "must name an encoding, such as utf-8 or windows-1252",
            )
        })
    }

    /// The encoding with the given label, or else the one that fits the bytes.
    ///
    /// # Errors
    /// As [`Self::of_label`].
    pub fn of(bytes: &[u8], label: Option<&str>) -> Result<Self> {
        let guessed = || {
            let mut guess = Guess::default();
            guess.feed(bytes);
            Ok(guess.finish())
        };
        label.map_or_else(guessed, Self::of_label)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(super) fn decoder(self) -> Decoder {
        self.0.new_decoder_with_bom_removal()
    }
}

/// A guess at the encoding of bytes that come piece by piece: by the byte order mark, as UTF-8 where they are that, or
/// what fits them best.
pub struct Guess {
    detector: EncodingDetector,
    first: Vec<u8>,
    ascii: bool,
}

/// Bytes of the longest byte order mark.
const MARK: usize = 3;

impl Default for Guess {
    fn default() -> Self {
        Self { detector: EncodingDetector::new(Iso2022JpDetection::Deny), first: Vec::new(), ascii: true }
    }
}

impl Guess {
    /// Takes in the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.first.extend(bytes.iter().take(MARK.saturating_sub(self.first.len())));
        self.ascii &= bytes.is_ascii();
        self.detector.feed(bytes, false);
    }

    /// The encoding that fits all of them.
    pub fn finish(mut self) -> Charset {
        self.detector.feed(&[], true);
        let marked = Encoding::for_bom(&self.first).map(|(encoding, _)| encoding);
        let fitting = || match self.ascii {
            true => UTF_8,
            false => self.detector.guess(None, Utf8Detection::Allow),
        };
        Charset(marked.unwrap_or_else(fitting))
    }
}
