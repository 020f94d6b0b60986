/** One curve of a `LiveChart`. */
export interface ChartSeries {
  /** Unique in its chart. */
  readonly id: string
  /** In the legend. */
  readonly label: string
  /** Decides colour and dashes, so that one run looks the same in all charts. */
  readonly styleIndex: number
  /** In ascending order of `step`. */
  readonly points: readonly { readonly step: number; readonly value: number }[]
}
