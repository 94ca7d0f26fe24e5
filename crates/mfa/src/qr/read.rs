//! What a QR code in a picture says: for an authenticator that has no camera.

use std::io::Cursor;

use model::Secret;
use png::{ColorType, Decoder, Limits, Transformations};
use rqrr::PreparedImage;

/// The longest side of a picture, in pixels: more than any screen has.
const LONGEST_SIDE: u32 = 8_192;
/// What a picture may take in memory.
const MOST_BYTES: usize = 256 * 1_024 * 1_024;

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableQr {
    /// The file is no PNG, or a damaged one.
    #[error("it is no picture in PNG that can be read")]
    NotAPng,
    /// More pixels than are looked at.
    #[error("the picture is too large: take one that shows little more than the QR code")]
    TooLarge,
    /// There is none, or it cannot be made out.
    #[error("there is no QR code in it that can be read")]
    NoCode,
    /// There are several, and they say different things.
    #[error("there are several QR codes in it: cut out the one that is meant")]
    SeveralCodes,
}

/// The text of the QR code in a PNG. It may hold a seed.
///
/// # Errors
/// Why there is none.
pub fn read_png(file: &[u8]) -> Result<Secret<String>, UnreadableQr> {
    let picture = Picture::of(file)?;
    let found = picture.texts(|light| light);
    // Pages in dark colours show codes in white on black, which scanners of phones read too.
    let found = if found.is_empty() { picture.texts(|light| !light) } else { found };
    let mut texts = found.into_iter();
    let first = texts.next().ok_or(UnreadableQr::NoCode)?;
    if texts.any(|other| other.expose() != first.expose()) {
        return Err(UnreadableQr::SeveralCodes);
    }
    Ok(first)
}

/// How light each pixel is.
struct Picture {
    width: usize,
    height: usize,
    light: Vec<u8>,
}

impl Picture {
    fn of(file: &[u8]) -> Result<Self, UnreadableQr> {
        let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MOST_BYTES });
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|_| UnreadableQr::NotAPng)?;
        let (width, height) = reader.info().size();
        if width > LONGEST_SIDE || height > LONGEST_SIDE {
            return Err(UnreadableQr::TooLarge);
        }
        let size = reader.output_buffer_size().filter(|size| *size <= MOST_BYTES);
        let mut pixels = vec![0; size.ok_or(UnreadableQr::TooLarge)?];
        let frame = reader.next_frame(&mut pixels).map_err(|_| UnreadableQr::NotAPng)?;
        let light =
            pixels.chunks_exact(frame.color_type.samples()).map(|pixel| light(frame.color_type, pixel));
        let side = |length: u32| usize::try_from(length).map_err(|_| UnreadableQr::TooLarge);
        let picture = Self { width: side(width)?, height: side(height)?, light: light.collect() };
        // What follows asks for every pixel.
        let is_whole = picture.light.len() == picture.width * picture.height && !picture.light.is_empty();
        if is_whole { Ok(picture) } else { Err(UnreadableQr::NotAPng) }
    }

    fn texts(&self, shade: impl Fn(u8) -> u8) -> Vec<Secret<String>> {
        let light = |x: usize, y: usize| shade(self.light.get(y * self.width + x).copied().unwrap_or(255));
        let mut prepared = PreparedImage::prepare_from_greyscale(self.width, self.height, light);
        let grids = prepared.detect_grids();
        grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| Secret::new(text)).collect()
    }
}

/// How light a pixel is. What is transparent shows the white of the page below it.
fn light(kind: ColorType, pixel: &[u8]) -> u8 {
    let sample = |index: usize| u32::from(pixel.get(index).copied().unwrap_or(255));
    let (grey, opaque) = match kind {
        ColorType::Grayscale | ColorType::Indexed => (sample(0), 255),
        ColorType::GrayscaleAlpha => (sample(0), sample(1)),
        ColorType::Rgb => (grey(sample), 255),
        ColorType::Rgba => (grey(sample), sample(3)),
    };
    u8::try_from((grey * opaque + 255 * (255 - opaque)) / 255).unwrap_or(255)
}

fn grey(sample: impl Fn(usize) -> u32) -> u32 {
    (299 * sample(0) + 587 * sample(1) + 114 * sample(2)) / 1_000
}

#[cfg(test)]
mod tests {
    use png::{BitDepth, ColorType, Encoder};

    use super::{UnreadableQr, read_png};
    use crate::qr;

    const URI: &str = "otpauth://totp/Bartizan:alice@123456789012?secret=GEZDGNBVGY3TQOJQ&issuer=Bartizan";

    fn encoded(width: u32, height: u32, kind: ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(kind);
        encoder.set_depth(BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        file
    }

    /// A screenshot of a terminal or page that shows codes beside each other, each module three pixels wide.
    fn screenshot(texts: &[&str], kind: ColorType, colour: impl Fn(bool) -> Vec<u8>) -> Vec<u8> {
        let pictures: Vec<Vec<String>> = texts
            .iter()
            .map(|text| qr::terminal(text).unwrap().lines().map(str::to_owned).collect())
            .collect();
        let height = pictures.iter().map(Vec::len).max().unwrap() * 6;
        let mut pixels = Vec::new();
        let mut width = 0;
        for y in 0..height {
            width = 0;
            for picture in &pictures {
                let line =
                    picture.get(y / 6).cloned().unwrap_or_else(|| "█".repeat(picture[0].chars().count()));
                for block in line.chars() {
                    let is_dark = match block {
                        '█' => false,
                        '▀' => y / 3 % 2 == 1,
                        '▄' => y / 3 % 2 == 0,
                        _ => true,
                    };
                    for _ in 0..3 {
                        pixels.extend(colour(is_dark));
                        width += 1;
                    }
                }
            }
        }
        encoded(width, u32::try_from(height).unwrap(), kind, &pixels)
    }

    #[test]
    fn the_picture_that_the_api_answers_is_read() {
        assert_eq!(read_png(&qr::png(URI).unwrap()).unwrap().expose(), URI);
    }

    #[test]
    fn screenshots_are_read_in_whatever_colours() {
        let grey = |dark: u8, light: u8| move |is_dark| vec![if is_dark { dark } else { light }];
        for file in
            [
                screenshot(&[URI], ColorType::Grayscale, grey(30, 220)),
                screenshot(&[URI], ColorType::Grayscale, grey(230, 20)),
                screenshot(&[URI], ColorType::Rgb, |is_dark| {
                    if is_dark { vec![20, 20, 60] } else { vec![255, 250, 220] }
                }),
                screenshot(&[URI], ColorType::Rgba, |is_dark| vec![0, 0, 0, if is_dark { 255 } else { 0 }]),
                screenshot(&[URI, URI], ColorType::Grayscale, grey(0, 255)),
            ]
        {
            assert_eq!(read_png(&file).unwrap().expose(), URI);
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let good = qr::png(URI).unwrap();
        let two =
            screenshot(&[URI, "another"], ColorType::Grayscale, |dark| vec![if dark { 0 } else { 255 }]);
        for (name, file, why) in [
            ("nothing", vec![], UnreadableQr::NotAPng),
            ("text", URI.as_bytes().to_vec(), UnreadableQr::NotAPng),
            ("half a picture", good[..good.len() / 2].to_vec(), UnreadableQr::NotAPng),
            ("white", encoded(50, 50, ColorType::Grayscale, &[255; 2_500]), UnreadableQr::NoCode),
            ("one pixel", encoded(1, 1, ColorType::Grayscale, &[0]), UnreadableQr::NoCode),
            (
                "a very long line",
                encoded(9_000, 1, ColorType::Grayscale, &[0; 9_000]),
                UnreadableQr::TooLarge,
            ),
            ("two codes", two, UnreadableQr::SeveralCodes),
        ] {
            assert_eq!(read_png(&file).err(), Some(why), "{name}");
        }
    }
}
