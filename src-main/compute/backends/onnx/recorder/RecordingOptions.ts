/** How formulas that have several equal forms are written down; which is fastest depends on the device. */
export interface RecordingOptions {
  /** `wide`: one convolution with channels innermost (CPU). `taps`: one matrix product per filter tap (GPU). */
  readonly filterGradient: 'wide' | 'taps'
}
