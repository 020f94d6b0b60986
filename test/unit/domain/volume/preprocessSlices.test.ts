import { describe, expect, it } from 'vitest'
import {
  derivePreprocessingPlan,
  preprocessingPlanSchema,
  preprocessingSettingsSchema,
} from '../../../../src-main/domain/volume/preprocessingPlan'
import {
  imagePreprocessor,
  preprocessLabelSlices,
  restoreLabelMap,
} from '../../../../src-main/domain/volume/preprocessSlices'
import { SLICE_AXES, sliceLayout } from '../../../../src-main/domain/volume/slices'
import { geometryOf, labelsOf, volumeOf } from '../../../support/grids'

const plan = (
  options: Partial<Omit<Parameters<typeof derivePreprocessingPlan>[0], 'settings'>> & { settings?: object },
) =>
  derivePreprocessingPlan({
    geometries: [geometryOf([4, 4, 2])],
    sliceAxis: 'k',
    sizeMultiple: 1,
    ...options,
    settings: preprocessingSettingsSchema.parse(options.settings ?? {}),
  })

describe('derivePreprocessingPlan', () => {
  it('takes the median spacing and the size that the largest case needs, as a multiple of what the network wants', () => {
    const geometries = [geometryOf([40, 50, 9], [1, 1, 5]), geometryOf([20, 20, 9], [2, 2, 5]), geometryOf([30, 60, 9])]
    expect(plan({ geometries, sizeMultiple: 16 })).toEqual({
      formatVersion: 1,
      sliceAxis: 'k',
      spacingMm: { width: 1, height: 1 },
      size: { width: 48, height: 64 },
      intensity: { kind: 'z-score' },
    })
  })

  it('never looks along the slice axis', () => {
    const geometries = [geometryOf([7, 40, 30], [5, 1, 0.5])]
    expect(plan({ geometries, sliceAxis: 'i' })).toMatchObject({
      spacingMm: { width: 1, height: 0.5 },
      size: { width: 40, height: 30 },
    })
  })

  it('makes a derived spacing coarser where slices would be too large, but keeps one that was asked for', () => {
    const geometries = [geometryOf([512, 400, 9], [0.7, 0.7, 5])]
    expect(plan({ geometries })).toMatchObject({
      spacingMm: { width: 1.4, height: 1.4 },
      size: { width: 256, height: 200 },
    })
    const settings = { spacingMm: { width: 0.7, height: 0.7 } }
    expect(plan({ geometries, settings })).toMatchObject({ ...settings, size: { width: 256, height: 256 } })
  })

  it('survives JSON', () => {
    const derived = plan({})
    expect(preprocessingPlanSchema.parse(JSON.parse(JSON.stringify(derived)))).toEqual(derived)
  })
})

describe('preprocessing slices', () => {
  const geometry = geometryOf([4, 3, 2])
  const labelMap = labelsOf(geometry, (i, j, k) => (k === 1 ? 255 : i === 3 && j === 2 ? 7 : i === 0 ? 4 : 0))

  it('turns labels into class indices; not annotated and padding are both ignored', () => {
    const wide = plan({ geometries: [geometry], sizeMultiple: 4 })
    const [annotated, ignored] = preprocessLabelSlices({
      labelMap,
      plan: wide,
      sliceIndices: [0, 1],
      classLabels: [4, 7],
    })
    expect([...annotated!]).toEqual([...[1, 0, 0, 0], ...[1, 0, 0, 0], ...[1, 0, 0, 2], ...[255, 255, 255, 255]])
    expect(ignored!.every((value) => value === 255)).toBe(true)
  })

  it('refuses a label that is not a class', () => {
    expect(() =>
      preprocessLabelSlices({ labelMap, plan: plan({ geometries: [geometry] }), sliceIndices: [0], classLabels: [4] }),
    ).toThrow('Slice 0 holds label 7; the classes are 4')
  })

  it('measures intensities on all slices, whichever are taken', () => {
    const volume = volumeOf(geometry, (_i, _j, k) => (k === 0 ? 10 : 20))
    const imageOf = imagePreprocessor({ volume, plan: plan({ geometries: [geometry] }) })
    expect([...imageOf(1)]).toEqual(Array.from({ length: 12 }, () => 1))
  })

  it.each(SLICE_AXES)('brings a label map back to its stored grid, slices along %s', (sliceAxis) => {
    const stored = geometryOf([5, 4, 3], [1, 0.8, 2])
    const dense = labelsOf(stored, (i, j, k) => [0, 4, 7][(i + 2 * j + 3 * k) % 3]!)
    const fine = plan({
      geometries: [stored],
      sliceAxis,
      sizeMultiple: 8,
      settings: { spacingMm: { width: 0.5, height: 0.45 } },
    })
    const sliceIndices = Array.from({ length: sliceLayout(stored.size, sliceAxis).sliceCount }, (_, at) => at)
    const canvases = preprocessLabelSlices({ labelMap: dense, plan: fine, sliceIndices, classLabels: [4, 7] })
    expect(restoreLabelMap({ canvases, geometry: stored, plan: fine, classLabels: [4, 7] })).toEqual(dense)
  })
})
