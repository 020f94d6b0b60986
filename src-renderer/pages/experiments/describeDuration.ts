/** A time as a person says it: "45 s", "12 min", "3 h 5 min". */
export function describeDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${hours} h ${minutes % 60} min`
}
