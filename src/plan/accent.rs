//! A registry's accent colour, made readable on every ground that the style puts it on.
//!
//! The colour is darkened for the light style and lightened for the dark one, as little as needed. All is whole numbers: the
//! same colour gives the same style on every machine.

use crate::model::Colour;

/// The least contrast of text (WCAG 2.2, 1.4.3), in tenths.
const LEAST: u32 = 45;

/// The grounds and inks of one style, as `site.css` has them.
struct Scheme {
    paper: Colour,
    ground: Colour,
    /// The inks that stand on the tint, too.
    inks: [Colour; 2],
    /// What the accent is mixed with until it can be read.
    towards: Colour,
    /// How much accent is in the tint, in hundredths.
    tint: u32,
    /// What may be written on the accent.
    on_accent: Colour,
}

const LIGHT: Scheme = Scheme {
    paper: Colour([0xff, 0xff, 0xff]),
    ground: Colour([0xf3, 0xf5, 0xf6]),
    inks: [Colour([0x17, 0x21, 0x2b]), Colour([0x4f, 0x5d, 0x69])],
    towards: Colour([0, 0, 0]),
    tint: 10,
    on_accent: Colour([0xff, 0xff, 0xff]),
};

const DARK: Scheme = Scheme {
    paper: Colour([0x15, 0x1b, 0x21]),
    ground: Colour([0x0e, 0x13, 0x17]),
    inks: [Colour([0xe3, 0xe9, 0xee]), Colour([0xa3, 0xb0, 0xbb])],
    towards: Colour([0xff, 0xff, 0xff]),
    tint: 14,
    on_accent: Colour([0x0e, 0x13, 0x17]),
};

/// The accent as one style uses it.
#[derive(Debug, PartialEq, Eq)]
struct Shades {
    accent: Colour,
    ink: Colour,
    tint: Colour,
}

/// What follows the style: the accent in light and in dark.
pub(crate) fn css(accent: Colour) -> String {
    let rules = |shades: Shades| {
        let Shades { accent, ink, tint } = shades;
        format!(":root {{ --accent: {accent}; --accent-ink: {ink}; --accent-tint: {tint}; }}")
    };
    let (light, dark) = (rules(LIGHT.shades(accent)), rules(DARK.shades(accent)));
    format!("\n/* The registry's own accent */\n{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n")
}

impl Scheme {
    /// The nearest shades that can be read.
    fn shades(&self, accent: Colour) -> Shades {
        let at = |parts: u32| {
            let accent = mixed(accent, self.towards, parts);
            let tint = mixed(self.paper, accent, self.tint);
            Shades { accent, ink: self.on_accent, tint }
        };
        let nearest = (0..100).map(at).find(|shades| self.is_readable(shades));
        nearest.unwrap_or_else(|| at(100))
    }

    fn is_readable(&self, shades: &Shades) -> bool {
        let reads = |ink: Colour, ground: Colour| contrast(ink, ground) >= LEAST;
        [self.paper, self.ground, shades.tint, shades.ink].iter().all(|other| reads(shades.accent, *other))
            && self.inks.iter().all(|ink| reads(*ink, shades.tint))
    }
}

/// `one` with as many hundredths of `other`.
fn mixed(one: Colour, other: Colour, parts: u32) -> Colour {
    let mix = |at: usize| {
        let (one, other) = (u32::from(one.0[at]), u32::from(other.0[at]));
        // A mean of two bytes is a byte.
        u8::try_from((one * (100 - parts) + other * parts + 50) / 100).unwrap_or(u8::MAX)
    };
    Colour([mix(0), mix(1), mix(2)])
}

/// The contrast of two colours (WCAG 2.2), in tenths, rounded down.
fn contrast(one: Colour, other: Colour) -> u32 {
    let (one, other) = (luminance(one) + 50_000, luminance(other) + 50_000);
    one.max(other) * 10 / one.min(other)
}

/// The relative luminance (WCAG 2.2), in millionths.
fn luminance(Colour([red, green, blue]): Colour) -> u32 {
    let light = |part: u8| LINEAR[usize::from(part)];
    (2_126 * (light(red) / 10) + 7_152 * (light(green) / 10) + 722 * (light(blue) / 10)) / 1_000
}

/// The light of each value of a colour's part (sRGB), in millionths.
#[rustfmt::skip]
const LINEAR: [u32; 256] = [
    0, 304, 607, 911, 1_214, 1_518, 1_821, 2_125, 2_428, 2_732, 3_035, 3_347,
    3_677, 4_025, 4_391, 4_777, 5_182, 5_605, 6_049, 6_512, 6_995, 7_499, 8_023, 8_568,
    9_134, 9_721, 10_330, 10_960, 11_612, 12_286, 12_983, 13_702, 14_444, 15_209, 15_996, 16_807,
    17_642, 18_500, 19_382, 20_289, 21_219, 22_174, 23_153, 24_158, 25_187, 26_241, 27_321, 28_426,
    29_557, 30_713, 31_896, 33_105, 34_340, 35_601, 36_889, 38_204, 39_546, 40_915, 42_311, 43_735,
    45_186, 46_665, 48_172, 49_707, 51_269, 52_861, 54_480, 56_128, 57_805, 59_511, 61_246, 63_010,
    64_803, 66_626, 68_478, 70_360, 72_272, 74_214, 76_185, 78_187, 80_220, 82_283, 84_376, 86_500,
    88_656, 90_842, 93_059, 95_307, 97_587, 99_899, 102_242, 104_616, 107_023, 109_462, 111_932, 114_435,
    116_971, 119_538, 122_139, 124_772, 127_438, 130_136, 132_868, 135_633, 138_432, 141_263, 144_128, 147_027,
    149_960, 152_926, 155_926, 158_961, 162_029, 165_132, 168_269, 171_441, 174_647, 177_888, 181_164, 184_475,
    187_821, 191_202, 194_618, 198_069, 201_556, 205_079, 208_637, 212_231, 215_861, 219_526, 223_228, 226_966,
    230_740, 234_551, 238_398, 242_281, 246_201, 250_158, 254_152, 258_183, 262_251, 266_356, 270_498, 274_677,
    278_894, 283_149, 287_441, 291_771, 296_138, 300_544, 304_987, 309_469, 313_989, 318_547, 323_143, 327_778,
    332_452, 337_164, 341_914, 346_704, 351_533, 356_400, 361_307, 366_253, 371_238, 376_262, 381_326, 386_429,
    391_572, 396_755, 401_978, 407_240, 412_543, 417_885, 423_268, 428_690, 434_154, 439_657, 445_201, 450_786,
    456_411, 462_077, 467_784, 473_531, 479_320, 485_150, 491_021, 496_933, 502_886, 508_881, 514_918, 520_996,
    527_115, 533_276, 539_479, 545_724, 552_011, 558_340, 564_712, 571_125, 577_580, 584_078, 590_619, 597_202,
    603_827, 610_496, 617_207, 623_960, 630_757, 637_597, 644_480, 651_406, 658_375, 665_387, 672_443, 679_542,
    686_685, 693_872, 701_102, 708_376, 715_694, 723_055, 730_461, 737_910, 745_404, 752_942, 760_525, 768_151,
    775_822, 783_538, 791_298, 799_103, 806_952, 814_847, 822_786, 830_770, 838_799, 846_873, 854_993, 863_157,
    871_367, 879_622, 887_923, 896_269, 904_661, 913_099, 921_582, 930_111, 938_686, 947_307, 955_973, 964_686,
    973_445, 982_251, 991_102, 1_000_000,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readable(accent: Colour) {
        for scheme in [LIGHT, DARK] {
            let shades = scheme.shades(accent);
            assert!(scheme.is_readable(&shades), "{accent}: {shades:?}");
        }
    }

    #[test]
    fn every_hue_can_be_read_in_light_and_dark() {
        for hue in 0..360_u32 {
            for (low, high) in [(0, 255), (0, 128), (128, 255), (64, 192), (200, 255)] {
                let part = |shift: u32| {
                    let at = (hue + shift) % 360;
                    let up = match at {
                        0..60 => at * 100 / 60,
                        60..180 => 100,
                        180..240 => (240 - at) * 100 / 60,
                        _ => 0,
                    };
                    u8::try_from(low + (high - low) * up / 100).unwrap()
                };
                readable(Colour([part(120), part(0), part(240)]));
            }
        }
        readable(Colour([0, 0, 0]));
        readable(Colour([255, 255, 255]));
    }

    #[test]
    fn a_colour_that_can_be_read_stays() {
        let accent = Colour([0x0b, 0x56, 0x76]);
        assert_eq!(LIGHT.shades(accent).accent, accent);
        let light = Colour([0x7c, 0xc4, 0xe4]);
        assert_eq!(DARK.shades(light).accent, light);
    }

    #[test]
    fn contrast_is_what_it_is_elsewhere() {
        let (black, white) = (Colour([0, 0, 0]), Colour([255, 255, 255]));
        assert_eq!((contrast(black, white), contrast(white, white)), (210, 10));
        // #767676 is the lightest grey that may stand on white.
        assert_eq!(contrast(Colour([0x76, 0x76, 0x76]), white), 45);
        assert_eq!(contrast(Colour([0x77, 0x77, 0x77]), white), 44);
    }

    #[test]
    fn the_grounds_are_those_of_the_style() {
        let css = include_str!("../../templates/site.css");
        for (scheme, from) in [(LIGHT, ":root {"), (DARK, "@media (prefers-color-scheme: dark)")] {
            let block = css.split_once(from).unwrap().1.split_once('}').unwrap().0;
            let [ink, soft] = scheme.inks;
            for (name, colour) in
                [("paper", scheme.paper), ("ground", scheme.ground), ("ink", ink), ("soft", soft)]
            {
                assert!(block.contains(&format!("--{name}: {colour};")), "--{name} is not {colour}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_colour_can_be_read(parts in any::<[u8; 3]>()) {
            readable(Colour(parts));
        }
    }
}
