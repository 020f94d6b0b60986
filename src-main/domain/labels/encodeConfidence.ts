import { decodeRuns, encodeRuns } from './runLengths'

/** 16 levels from 0 to 255: finer steps could not be told apart on a screen, and coarse ones make long runs. */
const STEP = 17

/**
 * Confidence of a slice's voxels as it is kept: levels of 17, in runs as `encodeRuns` writes them.
 * @param confidence `[height, width]`, 0 to 255
 */
export function encodeConfidence(confidence: Uint8Array): Uint8Array {
  return encodeRuns(confidence.map((value) => Math.round(value / STEP) * STEP))
}

/**
 * The way back; every value is within 8 of what was given.
 * @throws RangeError where the runs are not `voxelCount` long together
 */
export function decodeConfidence(runs: Uint8Array, voxelCount: number): Uint8Array {
  return decodeRuns(runs, voxelCount)
}
