/**
 * Runs of equal labels, one after the other: the label (1 byte), then the length as a base-128 number, lowest part first, the
 * high bit saying that more follows. A slice of 512 × 512 with one organ takes about 1 kB.
 */
export function encodeRuns(labels: Uint8Array): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < labels.length;) {
    const label = labels[at]
    let end = at + 1
    while (end < labels.length && labels[end] === label) end++
    bytes.push(label)
    let length = end - at
    for (; length > 127; length >>>= 7) bytes.push((length & 127) | 128)
    bytes.push(length)
    at = end
  }
  return Uint8Array.from(bytes)
}

/**
 * The way back.
 * @param labelCount labels in all
 * @throws RangeError where the runs are not `labelCount` long together
 */
export function decodeRuns(runs: Uint8Array, labelCount: number): Uint8Array {
  const labels = new Uint8Array(labelCount)
  let to = 0
  for (let at = 0; at < runs.length;) {
    const label = runs[at++]
    let length = 0
    let shift = 0
    let byte: number
    do {
      byte = runs[at++] ?? 0
      length += (byte & 127) * 2 ** shift
      shift += 7
    } while (byte > 127)
    if (to + length > labelCount) throw new RangeError(`Runs of more than ${labelCount} labels.`)
    if (label !== 0) labels.fill(label, to, to + length)
    to += length
  }
  if (to !== labelCount) throw new RangeError(`Runs of ${to} labels; ${labelCount} were expected.`)
  return labels
}
