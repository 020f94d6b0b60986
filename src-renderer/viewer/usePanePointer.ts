import { onScopeDispose } from 'vue'
import type { ScreenPoint } from './paneView'
import type { PointerTool } from './viewerTypes'

/** What a drag or wheel asks for; distances in CSS pixels, right and down. */
export interface PaneGestures {
  onWindow(byPixels: ScreenPoint): void
  onPan(byPixels: ScreenPoint): void
  onZoom(anchor: ScreenPoint, factor: number): void
  onCrosshair(at: ScreenPoint): void
  onScroll(slices: number): void
  onHover(at: ScreenPoint | null): void
}

const MIDDLE_BUTTON = 1
const RIGHT_BUTTON = 2
const ZOOM_PER_PIXEL = 0.006
const WHEEL_PIXELS_PER_SLICE = 40
const LINE_PIXELS = 40
/** A press that moves less is a click. */
const CLICK_PIXELS = 3

/**
 * Mouse and pen on a pane: the left button does what the tool says (a click without movement always sets the crosshair, and
 * so does Shift), the middle one pans, the right one zooms, the wheel scrolls and with Ctrl zooms.
 */
export function usePanePointer(request: { tool: () => PointerTool; gestures: PaneGestures }) {
  const { tool, gestures } = request
  let drag: { pointerId: number; tool: PointerTool; start: ScreenPoint; last: ScreenPoint; hasMoved: boolean } | null =
    null
  let wheelPixels = 0
  let hoverFrame: number | null = null

  const pointOf = (event: MouseEvent): ScreenPoint => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const toolOf = (event: PointerEvent): PointerTool => {
    if (event.button === MIDDLE_BUTTON) return 'pan'
    if (event.button === RIGHT_BUTTON) return 'zoom'
    return event.shiftKey ? 'crosshair' : tool()
  }

  function onPointerdown(event: PointerEvent): void {
    const element = event.currentTarget as HTMLElement
    element.setPointerCapture(event.pointerId)
    element.focus({ preventScroll: true })
    event.preventDefault()
    const at = pointOf(event)
    drag = { pointerId: event.pointerId, tool: toolOf(event), start: at, last: at, hasMoved: false }
    if (drag.tool === 'crosshair') gestures.onCrosshair(at)
  }

  function onPointermove(event: PointerEvent): void {
    const at = pointOf(event)
    hover(at)
    if (drag === null || drag.pointerId !== event.pointerId) return
    const by: ScreenPoint = [at[0] - drag.last[0], at[1] - drag.last[1]]
    drag.last = at
    drag.hasMoved ||= Math.hypot(at[0] - drag.start[0], at[1] - drag.start[1]) >= CLICK_PIXELS
    if (!drag.hasMoved) return
    if (drag.tool === 'window') gestures.onWindow(by)
    if (drag.tool === 'pan') gestures.onPan(by)
    if (drag.tool === 'zoom') gestures.onZoom(drag.start, Math.exp(-by[1] * ZOOM_PER_PIXEL))
    if (drag.tool === 'crosshair') gestures.onCrosshair(at)
  }

  function onPointerup(event: PointerEvent): void {
    if (drag !== null && !drag.hasMoved && event.button === 0) gestures.onCrosshair(drag.start)
    drag = null
  }

  function onPointerleave(): void {
    hover(null)
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY
    if (event.ctrlKey) {
      gestures.onZoom(pointOf(event), Math.exp(-pixels * ZOOM_PER_PIXEL * 0.25))
      return
    }
    wheelPixels += pixels
    const slices = Math.trunc(wheelPixels / WHEEL_PIXELS_PER_SLICE)
    if (slices === 0) return
    wheelPixels -= slices * WHEEL_PIXELS_PER_SLICE
    gestures.onScroll(slices)
  }

  /** At most once a frame. */
  function hover(at: ScreenPoint | null): void {
    if (hoverFrame !== null) cancelAnimationFrame(hoverFrame)
    hoverFrame = requestAnimationFrame(() => {
      hoverFrame = null
      gestures.onHover(at)
    })
  }

  onScopeDispose(() => {
    if (hoverFrame !== null) cancelAnimationFrame(hoverFrame)
  })
  return { onPointerdown, onPointermove, onPointerup, onPointerleave, onWheel }
}
