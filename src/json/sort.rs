//! Sorting positions, without the standard library's sort: that one is faster, and larger than all
//! of this reader.

/// Sorts in place (heapsort: no input makes it slow).
pub(crate) fn sort(positions: &mut [u32], less: &dyn Fn(u32, u32) -> bool) {
    for root in (0..positions.len() / 2).rev() {
        sift(positions, root, less);
    }
    let mut rest = positions;
    while let [first, others @ ..] = rest {
        let Some(last) = others.last_mut() else { break };
        core::mem::swap(first, last);
        let end = rest.len() - 1;
        rest = rest.get_mut(..end).unwrap_or_default();
        sift(rest, 0, less);
    }
}

/// Moves the position at `root` down, until no child of it is greater.
fn sift(positions: &mut [u32], mut root: usize, less: &dyn Fn(u32, u32) -> bool) {
    while let Some(left) = positions.get(2 * root + 1) {
        let mut child = 2 * root + 1;
        if positions.get(child + 1).is_some_and(|right| less(*left, *right)) {
            child += 1;
        }
        let (Some(parent), Some(greater)) = (positions.get(root), positions.get(child)) else {
            break;
        };
        if !less(*parent, *greater) {
            break;
        }
        positions.swap(root, child);
        root = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut random = 1u32;
        for length in 0..200 {
            let mut positions = Vec::new();
            for _ in 0..length {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                positions.push(random >> 26);
            }
            let mut wanted = positions.clone();
            wanted.sort_unstable();
            sort(&mut positions, &|one, other| one < other);
            assert_eq!(positions, wanted);
        }
    }
}
