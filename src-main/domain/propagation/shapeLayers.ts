import { ByteBoundMemo } from './ByteBoundMemo'
import { classLabelsOf } from '../labels/LabelMap'
import { matchComponents } from './matchComponents'
import { shapeMorphOf, type ShapeMorph } from './ShapeMorph'
import { sliceComponents, type SliceComponent } from './sliceComponents'
import { sliceOf, type SliceStack } from './SliceStack'

/** The things of one class between two key slices, or beyond one. */
export interface ShapeLayer {
  /** 0 for all classes together. */
  readonly label: number
  readonly morphs: readonly ShapeMorph[]
}

/** A null side has no key slice; not both. */
type ShapeLayersBetween = (lower: number | null, upper: number | null) => readonly ShapeLayer[]

/** What is remembered of distances and of components: enough for every gap of usual volumes at once, in whatever order slices come. */
const KEPT_BYTES = { layers: 192 * 2 ** 20, components: 32 * 2 ** 20 }

/**
 * What lies on two neighbouring key slices, matched: one layer for each class that either shows, ascending, before them one of all
 * classes together where there are several.
 */
export function openShapeLayers(stack: SliceStack): ShapeLayersBetween {
  const layers = new ByteBoundMemo<string, readonly ShapeLayer[]>({
    limitBytes: KEPT_BYTES.layers,
    bytesOf: bytesOfLayers,
  })
  const components = new ByteBoundMemo<number, LabelledComponents>({
    limitBytes: KEPT_BYTES.components,
    bytesOf: (byLabel) => [...byLabel.values()].flat().reduce((sum, { voxels }) => sum + voxels.byteLength, 0),
  })
  const componentsOf = (sliceIndex: number | null): LabelledComponents =>
    sliceIndex === null ? new Map() : components.get(sliceIndex, () => labelledComponents(stack, sliceIndex))
  return (lower, upper) =>
    layers.get(`${lower}–${upper}`, () => matchedLayers(stack, componentsOf(lower), componentsOf(upper)))
}

/** By label; under 0 those of all classes together. */
type LabelledComponents = ReadonlyMap<number, readonly SliceComponent[]>

function labelledComponents(stack: SliceStack, sliceIndex: number): LabelledComponents {
  const slice = sliceOf(stack, sliceIndex)
  const { width } = stack
  const byLabel = new Map(
    classLabelsOf(slice).map((label) => [label, sliceComponents({ slice, width, isInside: (each) => each === label })]),
  )
  const [only] = byLabel.size === 1 ? byLabel.values() : []
  return byLabel.set(0, only ?? sliceComponents({ slice, width, isInside: (each) => each !== 0 }))
}

function matchedLayers(stack: SliceStack, below: LabelledComponents, above: LabelledComponents): ShapeLayer[] {
  const classLabels = [...new Set([...below.keys(), ...above.keys()])].filter((each) => each !== 0)
  const labels = classLabels.sort((a, b) => a - b)
  return (labels.length > 1 ? [0, ...labels] : labels).map((label) => {
    const matches = matchComponents({
      below: below.get(label) ?? [],
      above: above.get(label) ?? [],
      spacingMm: [stack.spacingMm[0], stack.spacingMm[1]],
    })
    return { label, morphs: matches.map((match) => shapeMorphOf({ ...match, stack })) }
  })
}

function bytesOfLayers(layers: readonly ShapeLayer[]): number {
  const shapes = layers.flatMap(({ morphs }) => morphs.flatMap(({ below, above }) => [below, above]))
  return shapes.reduce((sum, shape) => sum + (shape?.field.distancesMm.byteLength ?? 0), 0)
}
