//! Numbers as text that can stand in a script and is read fast: the 64 letters of base64url.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How many letters a number below `count` takes.
pub(super) fn width(count: usize) -> usize {
    let mut width = 1;
    while count > 1 << (6 * width) {
        width += 1;
    }
    width
}

/// Writes `number` in `width` letters, the highest first.
pub(super) fn put(out: &mut String, number: usize, width: usize) {
    for at in (0..width).rev() {
        out.push(letter(number >> (6 * at)));
    }
}

/// Writes rising numbers as the gaps between them: five bits a letter, the lowest first; the sixth says that more follow.
pub(super) fn put_rising(out: &mut String, numbers: impl IntoIterator<Item = u32>) {
    let mut before = 0;
    for number in numbers {
        let mut gap = number - before;
        before = number;
        while gap >= 32 {
            out.push(letter((gap & 31) as usize | 32));
            gap >>= 5;
        }
        out.push(letter(gap as usize));
    }
}

fn letter(number: usize) -> char {
    char::from(LETTERS[number & 63])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rising(text: &str) -> Vec<u32> {
        let (mut found, mut number, mut gap, mut shift) = (Vec::new(), 0, 0, 0);
        for byte in text.bytes() {
            let value = LETTERS.iter().position(|&letter| letter == byte).unwrap() as u32;
            gap |= (value & 31) << shift;
            shift += 5;
            if value < 32 {
                number += gap;
                found.push(number);
                (gap, shift) = (0, 0);
            }
        }
        found
    }

    #[test]
    fn rising_numbers_read_back() {
        for numbers in [vec![0], vec![0, 1, 31, 32, 64, 1_000_000], (0..200).map(|n| n * n).collect()] {
            let mut text = String::new();
            put_rising(&mut text, numbers.iter().copied());
            assert_eq!(rising(&text), numbers);
        }
    }

    #[test]
    fn a_number_takes_as_many_letters_as_it_needs() {
        assert_eq!([0, 1, 64, 65, 4096, 4097].map(width), [1, 1, 1, 2, 2, 3]);
        let mut text = String::new();
        put(&mut text, 65, 2);
        assert_eq!(text, "BB");
    }
}
