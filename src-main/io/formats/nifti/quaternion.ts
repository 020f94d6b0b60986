/** Row-major 3 × 3. */
export type Rotation = readonly number[]

/**
 * The rotation of a unit quaternion of which NIfTI stores only (b, c, d); a ≥ 0 follows (nifti1.h, quatern_to_mat44).
 */
export function rotationOfQuaternion([storedB, storedC, storedD]: readonly [number, number, number]): number[] {
  let [b, c, d] = [storedB, storedC, storedD]
  const rest = 1 - (b * b + c * c + d * d)
  let a = 0
  // Rounding may leave b² + c² + d² a little above 1: half a turn.
  if (rest < 1e-7) {
    const length = Math.hypot(b, c, d)
    ;[b, c, d] = [b / length, c / length, d / length]
  } else a = Math.sqrt(rest)
  return [
    a * a + b * b - c * c - d * d,
    2 * (b * c - a * d),
    2 * (b * d + a * c),
    2 * (b * c + a * d),
    a * a + c * c - b * b - d * d,
    2 * (c * d - a * b),
    2 * (b * d - a * c),
    2 * (c * d + a * b),
    a * a + d * d - b * b - c * c,
  ]
}

/** The quaternion's (b, c, d) with a ≥ 0 of a proper rotation: the largest of a, b, c, d is found first, so that nothing divides by little. */
export function quaternionOfRotation(r: Rotation): [number, number, number] {
  const [r00, r01, r02, r10, r11, r12, r20, r21, r22] = r
  const squares = [1 + r00 + r11 + r22, 1 + r00 - r11 - r22, 1 - r00 + r11 - r22, 1 - r00 - r11 + r22]
  const largest = squares.indexOf(Math.max(...squares))
  const root = Math.sqrt(squares[largest])
  const quarter = 0.5 / root
  const [a, b, c, d] = [
    [root / 2, (r21 - r12) * quarter, (r02 - r20) * quarter, (r10 - r01) * quarter],
    [(r21 - r12) * quarter, root / 2, (r01 + r10) * quarter, (r02 + r20) * quarter],
    [(r02 - r20) * quarter, (r01 + r10) * quarter, root / 2, (r12 + r21) * quarter],
    [(r10 - r01) * quarter, (r02 + r20) * quarter, (r12 + r21) * quarter, root / 2],
  ][largest]
  // q and −q are the same rotation; the file has room for a ≥ 0 only.
  return a < 0 ? [-b, -c, -d] : [b, c, d]
}
