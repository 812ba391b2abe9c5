//! Which of several formats a caller prefers, by its `Accept` header (RFC 9110, 12.5.1).

/// The format with the highest quality, the first of equals; the first where nothing is asked. None where none is accepted.
pub(super) fn preferred<T: Copy>(accept: Option<&str>, offered: &[(&str, T)]) -> Option<T> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return offered.first().map(|(_, format)| *format);
    };
    let ranges: Vec<Range<'_>> = accept.split(',').filter_map(Range::read).collect();
    let mut best = None;
    for (media_type, format) in offered {
        let quality = quality(&ranges, media_type);
        if quality > best.map_or(0, |(best, _)| best) {
            best = Some((quality, *format));
        }
    }
    best.map(|(_, format)| format)
}

/// A media range and its quality in thousandths.
struct Range<'a> {
    range: &'a str,
    quality: u32,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let range = parts.next().filter(|range| !range.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.map_or(Ok(1.0), str::parse::<f64>).ok()?;
        let quality = (weight.clamp(0.0, 1.0) * 1_000.0).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 0 to 1000"
        )]
        let quality = quality as u32;
        Some(Self { range, quality })
    }

    /// How closely the range names the media type; none where it does not.
    fn precision(&self, media_type: &str) -> Option<u8> {
        if self.range.eq_ignore_ascii_case(media_type) {
            Some(2)
        } else if self.range == "*/*" {
            Some(0)
        } else {
            let (kind, _) = media_type.split_once('/')?;
            self.range.strip_suffix("/*")?.eq_ignore_ascii_case(kind).then_some(1)
        }
    }
}

/// The quality that the closest range gives the media type.
fn quality(ranges: &[Range<'_>], media_type: &str) -> u32 {
    let fitting = ranges.iter().filter_map(|range| Some((range.precision(media_type)?, range.quality)));
    fitting.max().map_or(0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::preferred;

    fn choose(accept: &str) -> Option<char> {
        let accept = Some(accept).filter(|accept| *accept != "absent");
        preferred(accept, &[("application/json", 'j'), ("text/csv", 'c'), ("text/html", 'h')])
    }

    #[test]
    fn the_first_format_is_given_where_all_are_welcome() {
        for accept in ["absent", "", "*/*", "application/json", "application/*", "text/csv;q=0.5, */*"] {
            assert_eq!(choose(accept), Some('j'), "{accept}");
        }
    }

    #[test]
    fn the_highest_quality_wins_and_the_closest_range_counts() {
        assert_eq!(choose("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some('h'));
        assert_eq!(choose("Text/CSV"), Some('c'));
        assert_eq!(choose("text/*"), Some('c'));
        assert_eq!(choose("text/*, text/csv;q=0"), Some('h'));
        assert_eq!(choose("*/*;q=0.1, text/csv; q=0.2"), Some('c'));
        assert_eq!(choose("application/json;q=0, text/html;q=0.001"), Some('h'));
    }

    #[test]
    fn nothing_is_given_that_is_not_accepted() {
        for accept in ["image/png", "application/json;q=0", "text/plain, image/*", "nonsense"] {
            assert_eq!(choose(accept), None, "{accept}");
        }
    }
}
