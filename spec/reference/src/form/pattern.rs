//! How large a pattern is (spec ).

/// The size of a pattern.
pub fn size(pattern: &str) -> u64 {
    let chars: Vec<char> = pattern.chars().collect();
    // The sizes of the elements of each group that is open; the first is the pattern itself.
    let mut open: Vec<Vec<u64>> = vec![Vec::new()];
    let (mut product, mut verbose, mut at) = (1_u64, false, 0);
    while at < chars.len() {
        let rest = &chars[at..];
        let elements = open.last_mut().expect("one is always open");
        let mut length = 1;
        match rest[0] {
            '(' => match flags(rest) {
                Some(flags) if rest[flags] == ')' => {
                    verbose |= rest[..flags].contains(&'x');
                    length = flags + 1;
                    more(elements, length as u64);
                }
                flags => {
                    verbose |= flags.is_some_and(|flags| rest[..flags].contains(&'x'));
                    open.push(Vec::new());
                }
            },
            ')' => {
                let inside = elements.iter().fold(2, |sum: u64, size| sum.saturating_add(*size));
                if open.len() > 1 {
                    open.pop();
                } else {
                    open[0].clear();
                }
                open.last_mut().expect("one is always open").push(inside);
            }
            '{' => {
                length = until(rest, '}').unwrap_or(rest.len());
                let inside: String = rest[1..length].iter().collect();
                let numbers: Vec<&str> = inside.split(|char: char| !char.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
                let times = numbers.last().map_or(1, |digits| digits.parse().unwrap_or(u64::MAX)).max(1);
                product = product.saturating_mul(times);
                if let Some(last) = elements.last_mut() {
                    *last = last.saturating_mul(times);
                }
            }
            '?' | '*' | '+' => more(elements, 1),
            '[' => {
                length = class(rest);
                elements.push(bytes(&rest[..length]));
            }
            '\\' => {
                length = escape(rest);
                elements.push(bytes(&rest[..length]));
            }
            char => elements.push(char.len_utf8() as u64),
        }
        at += length;
    }
    if verbose {
        return (pattern.len() as u64).saturating_mul(product);
    }
    open.iter().flatten().fold(0, |sum, size| sum.saturating_add(*size))
}

/// Adds to the last element.
fn more(elements: &mut Vec<u64>, size: u64) {
    match elements.last_mut() {
        Some(last) => *last = last.saturating_add(size),
        None => elements.push(size),
    }
}

/// Where the flags of `(?i)` or `(?i:` end, if that is what stands here.
fn flags(rest: &[char]) -> Option<usize> {
    let inner = rest.get(2..).filter(|_| rest[1] == '?')?;
    let length = inner.iter().position(|char| !char.is_ascii_alphabetic() && *char != '-')?;
    (length > 0 && matches!(inner[length], ')' | ':')).then_some(length + 2)
}

/// The number of characters up to and with the first of these.
fn until(rest: &[char], wanted: char) -> Option<usize> {
    rest.iter().position(|char| *char == wanted).map(|at| at + 1)
}

fn class(rest: &[char]) -> usize {
    let mut at = 1 + usize::from(rest.get(1) == Some(&'^'));
    while rest.get(at) == Some(&'-') {
        at += 1;
    }
    at += usize::from(rest.get(at) == Some(&']'));
    while let Some(char) = rest.get(at) {
        at += match char {
            ']' => return at + 1,
            '[' => rest[at..].windows(2).position(|pair| pair == [':', ']']).map_or(1, |end| end + 2),
            '\\' => escape(&rest[at..]),
            _ => 1,
        };
    }
    rest.len()
}

fn escape(rest: &[char]) -> usize {
    let Some(kind) = rest.get(1) else { return rest.len() };
    let braced = rest.get(2) == Some(&'{')
        && match kind {
            'x' | 'u' | 'U' => rest.len() > 3,
            'b' => rest.get(3).is_some_and(|char| char.is_ascii_alphabetic() || *char == '-'),
            _ => false,
        };
    let end = if braced { until(rest, '}') } else { None };
    end.unwrap_or(2)
}

fn bytes(chars: &[char]) -> u64 {
    chars.iter().map(|char| char.len_utf8() as u64).sum()
}
