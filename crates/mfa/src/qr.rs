//! QR codes of `otpauth` URIs, for a page, a file and a terminal. All of them hold the seed.

mod read;

use qrcodegen::{QrCode, QrCodeEcc};

pub use read::{UnreadableQr, read_png};

/// White modules around the code, which scanners need (ISO/IEC 18004, section 9.1).
const QUIET_ZONE: i32 = 4;
/// Pixels a module in a PNG: sharp enough for a phone that looks at a screen.
const SCALE: usize = 8;

/// No QR code can be made.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// The text has more than 2,331 bytes.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// The picture could not be written.
    #[error("the QR code could not be written as a PNG")]
    Png(#[from] png::EncodingError),
}

/// A PNG of one bit a pixel, 8 pixels a module, black on white.
///
/// # Errors
/// [`QrError::TooLong`]; writing to memory does not fail.
pub fn png(text: &str) -> Result<Vec<u8>, QrError> {
    let modules = Modules::of(text)?;
    let side = modules.side() * SCALE;
    let mut rows = Vec::with_capacity(side * side.div_ceil(8));
    for y in 0..modules.side() {
        // A module is as wide as a byte, so a row of modules is a row of bytes; white is 1.
        let row = (0..modules.side()).map(|x| if modules.is_dark(x, y) { 0x00 } else { 0xff });
        let row: Vec<u8> = row.collect();
        rows.extend(row.iter().copied().cycle().take(row.len() * SCALE));
    }

    let mut file = Vec::new();
    let side = u32::try_from(side).map_err(|_| QrError::TooLong)?;
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    // Rows that repeat the one above are nearly nothing then; the best compression would save a kilobyte, and take as long
    // as the code itself.
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&rows)?;
    Ok(file)
}

/// An SVG picture that scales to any size, black on white whatever the page's colours are. It holds no script and no
/// style, so a strict content security policy lets it stand in a page.
///
/// # Errors
/// [`QrError::TooLong`].
pub fn svg(text: &str) -> Result<String, QrError> {
    let modules = Modules::of(text)?;
    let side = modules.side();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|&x| modules.is_dark(x, y)).count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// Lines of half blocks, two modules high each. What is drawn is the white, so that the code is black on white on the
/// usual dark terminal; scanners that read only that need the colours set on a light one.
///
/// # Errors
/// [`QrError::TooLong`].
pub fn terminal(text: &str) -> Result<String, QrError> {
    let modules = Modules::of(text)?;
    let mut lines = String::new();
    for y in (0..modules.side()).step_by(2) {
        for x in 0..modules.side() {
            lines.push(match (modules.is_dark(x, y), modules.is_dark(x, y + 1)) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            });
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// A code with its quiet zone.
struct Modules(QrCode);

impl Modules {
    fn of(text: &str) -> Result<Self, QrError> {
        // Medium correction survives a reflection on the screen, and keeps the code coarse enough for old phones.
        QrCode::encode_text(text, QrCodeEcc::Medium).map(Self).map_err(|_| QrError::TooLong)
    }

    fn side(&self) -> usize {
        usize::try_from(self.0.size() + 2 * QUIET_ZONE).unwrap_or(0)
    }

    /// Whether a module is black; outside of the code, none is.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        match (i32::try_from(x), i32::try_from(y)) {
            (Ok(x), Ok(y)) => self.0.get_module(x - QUIET_ZONE, y - QUIET_ZONE),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{QrError, SCALE, png, svg, terminal};

    const URI: &str = "otpauth://totp/Bartizan:alice@123456789012?secret=\
                       GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bartizan";

    /// What a scanner reads from a picture of which `is_black` tells each pixel.
    fn scanned(side: usize, is_black: impl Fn(usize, usize) -> bool) -> Vec<String> {
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(
                side,
                side,
                |x, y| if is_black(x, y) { 0 } else { 255 },
            );
        picture.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }

    #[test]
    fn a_phone_reads_the_uri_from_the_png() {
        let file = png(URI).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        assert_eq!(reader.info().bit_depth, png::BitDepth::One);
        assert_eq!(reader.info().color_type, png::ColorType::Grayscale);
        let (side, line) = (reader.info().width as usize, reader.info().raw_row_length() - 1);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let is_black = |x: usize, y: usize| pixels[y * line + x / 8] >> (7 - x % 8) & 1 == 0;

        assert_eq!(scanned(side, is_black), [URI]);
        for i in 0..side {
            for edge in 0..4 * SCALE {
                assert!(!is_black(i, edge) && !is_black(edge, side - 1 - i), "the quiet zone is white");
            }
        }
        assert!(is_black(4 * SCALE, 4 * SCALE));
    }

    #[test]
    fn a_phone_reads_the_uri_from_a_dark_terminal() {
        let lines: Vec<Vec<char>> =
            terminal(URI).unwrap().lines().map(|line| line.chars().collect()).collect();
        let side = lines[0].len();
        let is_black = |x: usize, y: usize| {
            let is_lower = y / 3 % 2 == 1;
            match lines[y / 6][x / 3] {
                '█' => false,
                '▀' => is_lower,
                '▄' => !is_lower,
                _ => true,
            }
        };
        assert_eq!(scanned(side * 3, is_black), [URI]);
    }

    #[test]
    fn the_svg_draws_the_same_modules_and_holds_no_script() {
        let picture = svg(URI).unwrap();
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
        for word in ["<script", "style=", "href", "otpauth"] {
            assert!(!picture.contains(word), "{word}");
        }

        let side = super::Modules::of(URI).unwrap().side();
        let mut black = vec![vec![false; side]; side];
        let path = picture.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (width, _) = rest.split_once('v').unwrap();
            let [x, y, width] = [x, y, width].map(|number| number.parse::<usize>().unwrap());
            black[y][x..x + width].fill(true);
        }
        assert_eq!(scanned(side * 4, |x, y| black[y / 4][x / 4]), [URI]);
    }

    #[test]
    fn a_text_too_long_for_any_code_is_refused() {
        for made in
            [png(&"x".repeat(2_332)).err(), svg(&"x".repeat(3_000)).err(), terminal(&"x".repeat(9_000)).err()]
        {
            assert!(matches!(made, Some(QrError::TooLong)));
        }
        assert!(png(&"x".repeat(2_048)).is_ok());
    }
}
