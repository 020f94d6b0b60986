import { promises, readFileSync } from 'node:fs'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowPlace {
  /** Where the window is when it is not maximised, in screen pixels. */
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

const DEFAULT_SIZE = { width: 1440, height: 900 }
export const MINIMUM_SIZE = { width: 900, height: 600 }
/** So much of the window's top edge must lie on a screen that it can be taken hold of. */
const GRIP = { width: 120, height: 40 }

/**
 * Where to put the window: where it was, if its top edge can still be reached on one of the screens there are now; else in the
 * middle of the first.
 * @param workAreas of the screens, the primary one first; at least one
 */
export function placeWindow(saved: WindowPlace | null, workAreas: readonly Rectangle[]): WindowPlace {
  const isReachable = (bounds: Rectangle) =>
    workAreas.some(
      (area) =>
        Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x) >= GRIP.width &&
        bounds.y >= area.y &&
        bounds.y + GRIP.height <= area.y + area.height,
    )
  if (saved !== null && isReachable(saved.bounds)) return saved
  const [primary = { x: 0, y: 0, ...DEFAULT_SIZE }] = workAreas
  const width = Math.min(DEFAULT_SIZE.width, primary.width)
  const height = Math.min(DEFAULT_SIZE.height, primary.height)
  const x = primary.x + Math.round((primary.width - width) / 2)
  const y = primary.y + Math.round((primary.height - height) / 2)
  return { bounds: { x, y, width, height }, isMaximized: saved?.isMaximized ?? false }
}

/** @returns null where nothing was kept, or nothing that can be understood */
export function readWindowPlace(path: string): WindowPlace | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isWindowPlace(kept) ? kept : null
  } catch {
    return null
  }
}

/** A place that cannot be kept is not worth a message: the next window stands in the middle. */
export function keepWindowPlace(path: string, place: WindowPlace): Promise<void> {
  return promises.writeFile(path, `${JSON.stringify(place)}\n`).catch(() => undefined)
}

function isWindowPlace(value: unknown): value is WindowPlace {
  if (!isRecord(value) || typeof value['isMaximized'] !== 'boolean' || !isRecord(value['bounds'])) return false
  const { x, y, width, height } = value['bounds']
  if (![x, y, width, height].every((each) => Number.isInteger(each))) return false
  return Number(width) >= MINIMUM_SIZE.width && Number(height) >= MINIMUM_SIZE.height
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
