import { createHash } from 'node:crypto'

/** A neutral id in place of a name that must not be shown: the same for the same name, at every import and on every machine. */
export function pseudonymOf(kind: string, name: string): string {
  return `${kind}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
