//! Distances on the earth: points as unit vectors, compared by the square of the chord between them.

use std::str::FromStr;

/// The mean radius of the earth in kilometres (IUGG, R1).
pub const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// A point on the earth as a vector of length 1 from its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitVector {
    /// Towards latitude 0, longitude 0.
    pub x: f64,
    /// Towards latitude 0, longitude 90.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl UnitVector {
    /// The point at so many degrees north and east.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Self {
        let (sin_latitude, cos_latitude) = latitude.to_radians().sin_cos();
        let (sin_longitude, cos_longitude) = longitude.to_radians().sin_cos();
        Self { x: cos_latitude * cos_longitude, y: cos_latitude * sin_longitude, z: sin_latitude }
    }

    /// The square of the straight line between two points, 0 to 4; it grows with the distance.
    pub fn squared_chord(self, other: Self) -> f64 {
        (self.x - other.x).powi(2) + (self.y - other.y).powi(2) + (self.z - other.z).powi(2)
    }

    /// The kilometres along the surface between two points.
    pub fn distance_km(self, other: Self) -> f64 {
        km_of_squared_chord(self.squared_chord(other))
    }
}

/// The square of the chord that spans so many kilometres of the surface; 4 from half the circumference on.
pub fn squared_chord_of_km(km: f64) -> f64 {
    let half_angle = (km / EARTH_RADIUS_KM / 2.0).clamp(0.0, std::f64::consts::FRAC_PI_2);
    4.0 * half_angle.sin().powi(2)
}

/// The kilometres of the surface that a chord spans, from the square of its length.
pub fn km_of_squared_chord(squared_chord: f64) -> f64 {
    2.0 * EARTH_RADIUS_KM * (squared_chord.max(0.0).sqrt() / 2.0).min(1.0).asin()
}

/// A point to search around, written `<latitude>,<longitude>` in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

impl Near {
    /// The point as a unit vector.
    pub fn unit_vector(self) -> UnitVector {
        UnitVector::from_degrees(self.latitude, self.longitude)
    }
}

impl FromStr for Near {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let reason = "must be <latitude>,<longitude> in degrees, such as 37.4753,-122.2035";
        let (latitude, longitude) = text.split_once(',').ok_or(reason)?;
        let latitude = degrees(latitude, 90.0).ok_or(reason)?;
        let longitude = degrees(longitude, 180.0).ok_or(reason)?;
        Ok(Self { latitude, longitude })
    }
}

/// A number of degrees, at most so many in either direction.
pub fn degrees(text: &str, most: f64) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|value| (-most..=most).contains(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{EARTH_RADIUS_KM, Near, UnitVector, km_of_squared_chord, squared_chord_of_km};

    fn haversine_km(from: (f64, f64), to: (f64, f64)) -> f64 {
        let (latitude, longitude) = ((to.0 - from.0).to_radians(), (to.1 - from.1).to_radians());
        let a = (latitude / 2.0).sin().powi(2)
            + from.0.to_radians().cos() * to.0.to_radians().cos() * (longitude / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_KM * a.sqrt().min(1.0).asin()
    }

    #[test]
    fn a_degree_of_the_equator_has_111_kilometres() {
        let distance =
            UnitVector::from_degrees(0.0, 179.5).distance_km(UnitVector::from_degrees(0.0, -179.5));
        assert!((distance - 111.195).abs() < 0.001, "{distance}");
    }

    #[test]
    fn no_distance_is_beyond_half_the_circumference() {
        let half = std::f64::consts::PI * EARTH_RADIUS_KM;
        assert!((km_of_squared_chord(4.0) - half).abs() < 1e-6);
        assert!((squared_chord_of_km(1e9) - 4.0).abs() < 1e-12);
        assert!(squared_chord_of_km(-5.0).abs() < 1e-12);
    }

    #[test]
    fn points_are_latitude_comma_longitude() {
        assert_eq!("37.5,-122.25".parse(), Ok(Near { latitude: 37.5, longitude: -122.25 }));
        assert_eq!(" 0 , 180 ".parse(), Ok(Near { latitude: 0.0, longitude: 180.0 }));
        for bad in ["", "1", "1,", ",1", "91,0", "0,181", "NaN,0", "0,inf", "1,2,3", "1;2", "a,b"] {
            assert!(bad.parse::<Near>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn chords_give_the_distance_of_the_haversine_formula(
            lat1 in -90.0..=90.0f64, lon1 in -180.0..=180.0f64, lat2 in -90.0..=90.0f64, lon2 in -180.0..=180.0f64,
        ) {
            let chord = UnitVector::from_degrees(lat1, lon1).distance_km(UnitVector::from_degrees(lat2, lon2));
            let haversine = haversine_km((lat1, lon1), (lat2, lon2));
            // Both formulas lose digits near the antipode.
            let tolerance = if haversine > 19_900.0 { 1.0 } else { 1e-4 };
            prop_assert!((chord - haversine).abs() < tolerance, "{chord} {haversine}");
        }

        #[test]
        fn kilometres_come_back_from_chords(km in 0.0..19_000.0f64) {
            prop_assert!((km_of_squared_chord(squared_chord_of_km(km)) - km).abs() < 1e-6);
        }

        #[test]
        fn nearer_is_a_shorter_chord(near in 0.0..20_000.0f64, more in 0.001..10.0f64) {
            prop_assert!(squared_chord_of_km(near) < squared_chord_of_km(near + more));
        }
    }
}
