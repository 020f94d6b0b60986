import type { DataSet } from 'dicom-parser'
import type { Triple } from '../../../domain/volume/geometry'
import type { StoredWindow } from '../../../domain/volume/storedWindow'
import type { DicomFrame } from './DicomHeader'

/** Tags whose value tells apart several images of one place, by the name a user knows. */
const DISTINGUISHING_TAGS: readonly (readonly [string, string])[] = [
  ['x00180086', 'echo number'],
  ['x00200100', 'temporal position'],
  ['x00181060', 'trigger time'],
  ['x00189087', 'b-value'],
  ['x00200012', 'acquisition number'],
  ['x00080008', 'image type'],
  ['x00080032', 'acquisition time'],
  ['x00080033', 'content time'],
]

const SHARED_GROUPS = 'x52009229'
const FRAME_GROUPS = 'x52009230'

/**
 * The frames of a file. Enhanced objects say geometry and rescale in "functional groups", shared by all frames or one for
 * each (PS3.3, C.7.6.16); where a group says nothing the file's own attributes hold.
 */
export function dicomFramesOf(file: DataSet, frameCount: number): DicomFrame[] {
  const shared = file.elements[SHARED_GROUPS]?.items?.[0]?.dataSet
  const perFrame = file.elements[FRAME_GROUPS]?.items ?? []
  return Array.from({ length: frameCount }, (_, frame) => {
    const groups = [perFrame[frame]?.dataSet, shared].filter((each) => each !== undefined)
    // Only one frame can be where the file as a whole says it is.
    return frameOf({ groups, file, isOnlyFrame: frameCount === 1 })
  })
}

function frameOf(request: { groups: readonly DataSet[]; file: DataSet; isOnlyFrame: boolean }): DicomFrame {
  const { groups, file, isOnlyFrame } = request
  const within = (sequence: string, tag: string): DataSet => {
    for (const group of groups) {
      const item = group.elements[sequence]?.items?.[0]?.dataSet
      if (item?.elements[tag] !== undefined) return item
    }
    return file
  }
  const place = within('x00209113', 'x00200032')
  const position = place === file && !isOnlyFrame ? null : numbersOf(place, 'x00200032', 3)
  const spacing = numbersOf(within('x00289110', 'x00280030'), 'x00280030', 2)
  const values = within('x00289145', 'x00281053')
  const view = within('x00289132', 'x00281050')
  const content = within('x00209111', 'x00209128')
  const b = within('x00189117', 'x00189087')
  const distinctions = Object.fromEntries(
    DISTINGUISHING_TAGS.flatMap(([tag, name]) => {
      const value = tag === 'x00189087' ? b.double(tag)?.toString() : file.string(tag)
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
  const time = content === file ? undefined : content.uint32('x00209128')
  return {
    positionMm: position === null ? null : ([position[0], position[1], position[2]] satisfies Triple),
    orientation: numbersOf(within('x00209116', 'x00200037'), 'x00200037', 6),
    pixelSpacingMm: spacing === null ? null : [spacing[1], spacing[0]],
    slope: values.floatString('x00281053') ?? 1,
    intercept: values.floatString('x00281052') ?? 0,
    windows: windowsOf(view),
    sliceThicknessMm: within('x00289110', 'x00180050').floatString('x00180050') ?? null,
    distinctions: time === undefined ? distinctions : { ...distinctions, 'temporal position': String(time) },
  }
}

/** Exactly `count` finite numbers of a decimal string; null otherwise. */
function numbersOf(dataSet: DataSet, tag: string, count: number): number[] | null {
  if ((dataSet.numStringValues(tag) ?? 0) < count) return null
  const numbers = Array.from({ length: count }, (_, at) => dataSet.floatString(tag, at) ?? Number.NaN)
  return numbers.every(Number.isFinite) ? numbers : null
}

/** The ends of each window, by the rule of its VOI LUT function (PS3.3, C.11.2.1.2 and C.11.2.1.3.2). */
function windowsOf(dataSet: DataSet): StoredWindow[] {
  const count = dataSet.numStringValues('x00281050') ?? 0
  const valueAt = (tag: string, at: number) =>
    at < (dataSet.numStringValues(tag) ?? 0) ? (dataSet.floatString(tag, at) ?? Number.NaN) : Number.NaN
  const names = dataSet.string('x00281055')?.split('\\') ?? []
  const isExact = (dataSet.string('x00281056') ?? 'LINEAR') !== 'LINEAR'
  return Array.from({ length: count }, (_, at) => {
    const centre = valueAt('x00281050', at)
    const width = valueAt('x00281051', at)
    const [middle, half] = isExact ? [centre, width / 2] : [centre - 0.5, (width - 1) / 2]
    const name = names[at]?.trim() ?? ''
    return { name: name === '' ? null : name, lowerValue: middle - half, upperValue: middle + half }
  }).filter(({ lowerValue, upperValue }) => lowerValue < upperValue)
}
