/** Numbers as the report's sentences, tables and axes print them. */

/** 0.05 → "5 %", 0.125 → "12.5 %", with a space that does not break. */
export function describePercent(fraction: number): string {
  return `${String(Math.round(fraction * 1000) / 10)}\u00a0%`
}

/** 1181.25 → "1,181". */
export function describeCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** s as the paper writes it: 1 → "all", 0.125 → "1/8", 0.3 → "30 %". */
export function describeVolumeFraction(fraction: number): string {
  if (fraction === 1) return 'all'
  for (let parts = 2; parts <= 16; parts++)
    for (let taken = 1; taken < parts; taken++)
      if (Math.abs(fraction - taken / parts) < 1e-9) return `${taken}/${parts}`
  return describePercent(fraction)
}

/** Fixed digits with a true minus sign; null → "–". */
export function describeNumber(value: number | null, digits: number): string {
  if (value === null) return '–'
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

/** Like `describeNumber`, with a plus sign in front of what is positive. */
export function describeSigned(value: number, digits: number): string {
  const text = describeNumber(value, digits)
  return value > 0 && Number(text) !== 0 ? `+${text}` : text
}

/** Mean ± sd; the sd is left out where there is none. */
export function describeMeanAndSd({ mean, sd }: { mean: number | null; sd: number | null }, digits: number): string {
  return sd === null ? describeNumber(mean, digits) : `${describeNumber(mean, digits)} ± ${describeNumber(sd, digits)}`
}

/** 1 → "1 case", 3 → "3 cases". */
export function describeQuantity(count: number, noun: string): string {
  return `${describeCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** "a", "a and b", "a, b and c". */
export function describeList(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
}
