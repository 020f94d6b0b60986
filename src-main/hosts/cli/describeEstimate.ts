import type { MethodChoice, PropagatedFile } from '../../contract/propagation'

/** "IoU 0.78 on the slices between (0.74 to 0.81)" */
export function describeEstimate(estimate: PropagatedFile['estimate']): string {
  if (estimate === null) return 'nothing can be said of the slices between'
  const [iou, low, high] = [estimate.iou, estimate.low, estimate.high].map((value) => value.toFixed(2))
  return `IoU ${iou} on the slices between (${low} to ${high})`
}

/** What `auto` compared, and what it took; a line each. */
export function describeChoice(choice: MethodChoice | null): { compared: string[]; chosen: string[] } {
  if (choice === null) return { compared: [], chosen: [] }
  return {
    compared: choice.candidates.map(
      ({ method, estimate, seconds }) => `${method}: ${describeEstimate(estimate)}, ${seconds.toFixed(1)} s`,
    ),
    chosen: [choice.chosen],
  }
}
