/** One vector for each slice of a volume, slice by slice: `data` is `[sliceCount, dimension]`, row-major. */
export interface SliceDescriptors {
  readonly data: Float32Array
  readonly sliceCount: number
  readonly dimension: number
}
