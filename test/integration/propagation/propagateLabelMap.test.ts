import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { propagators } from '../../../src-main/catalog/propagators'
import { isLearned } from '../../../src-main/compute/propagators/LearnedPropagator'
import { IGNORE_LABEL, type LabelMap } from '../../../src-main/domain/labels/LabelMap'
import { SeededRandom } from '../../../src-main/domain/random/SeededRandom'
import { extractSlice, SLICE_AXES, sliceLayout } from '../../../src-main/domain/volume/slices'
import { IDENTITY_DIRECTION, type Triple } from '../../../src-main/domain/volume/geometry'
import { gridWorld } from '../../support/gridWorld'
import { PROPAGATOR_IDS } from '../../support/propagatorIds'
import { propagated } from '../../support/propagated'

describe.each(propagators.entries.filter((each) => !isLearned(each)))('$id', ({ id }) => {
  it('never changes an annotated slice, whatever the world', async () => {
    const random = SeededRandom.for(11, id)
    for (let world = 0; world < 12; world++) {
      const axis = SLICE_AXES[world % 3]
      const sparse = randomSparse(random, axis)
      const outside = (['repeat', 'background', 'ignore'] as const)[random.integer(3)]
      const unreached = (['background', 'ignore'] as const)[random.integer(2)]
      const { dense, slices } = await propagated(sparse, id, { axis, outside, unreached })
      const layout = sliceLayout(sparse.geometry.size, axis)
      for (const { sliceIndex, state } of slices) {
        const before = extractSlice(sparse.data, layout, sliceIndex)
        const after = extractSlice(dense.data, layout, sliceIndex)
        if (state === 'annotated' || state === 'annotated-empty') expect(after).toEqual(before)
        else {
          expect(before.every((label) => label === IGNORE_LABEL)).toBe(true)
          expect(after.some((label) => label > 0 && label < IGNORE_LABEL)).toBe(state === 'propagated')
          if (state !== 'not-annotated') expect(after).not.toContain(IGNORE_LABEL)
        }
      }
    }
  })

  it('stops within half a second of being cancelled, and lets the process breathe meanwhile', async () => {
    const controller = new AbortController()
    const delay = monitorEventLoopDelay({ resolution: 5 })
    let cancelledAtMs = Infinity
    const cancel = () => {
      if (!controller.signal.aborted) cancelledAtMs = performance.now()
      controller.abort()
    }
    const sparse = movingDiscs([320, 320, 97], 12)
    delay.enable()
    // Whichever comes first: ITK's filter says nothing until it has finished.
    setTimeout(cancel, 150)
    const work = propagated(sparse, id, { signal: controller.signal, report: cancel })
    await expect(work.then(() => 'finished')).rejects.toMatchObject({ code: 'CANCELLED' })
    delay.disable()
    expect(performance.now() - cancelledAtMs).toBeLessThan(500)
    expect(delay.max / 1e6).toBeLessThan(500)
  })

  it('refuses a label map without an annotated slice', async () => {
    await expect(propagated(gridWorld(['??', '??']), id)).rejects.toMatchObject({ code: 'LABEL_NOTHING_ANNOTATED' })
  })

  it('refuses parameters it does not know, naming those it does', async () => {
    await expect(propagated(gridWorld(['1', '?']), id, { params: { wrong: 1 } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})

describe('propagateLabelMap', () => {
  it('knows its propagators by id', async () => {
    expect(propagators.ids).toEqual(PROPAGATOR_IDS)
    await expect(propagated(gridWorld(['1']), 'telepathy')).rejects.toMatchObject({
      code: 'UNKNOWN_ID',
      details: { allowed: propagators.ids },
    })
  })

  it('refuses an image on another grid', async () => {
    const sparse = gridWorld(['1', '?'])
    const image = { data: new Float32Array(3), geometry: { ...sparse.geometry, size: [1, 1, 3] as Triple } }
    await expect(propagated(sparse, 'nearest', { image })).rejects.toMatchObject({ code: 'GEOMETRY_MISMATCH' })
  })

  it('reports slices as they are filled', async () => {
    const seen: string[] = []
    const report = ({ stage, done, total, unit }: { stage: string; done: number; total: number; unit: string }) =>
      void seen.push(`${stage} ${done}/${total} ${unit}`)
    await propagated(gridWorld(['1', '?', '?', '1']), 'nearest', { report })
    expect(seen).toEqual(['propagation 1/2 slices', 'propagation 2/2 slices'])
  })
})

/** Up to three rectangles of classes 1 to 3 a slice; slices are annotated, annotated-empty or not annotated at random. */
function randomSparse(random: SeededRandom, axis: (typeof SLICE_AXES)[number]): LabelMap {
  const size: Triple = [6 + random.integer(8), 6 + random.integer(8), 6 + random.integer(8)]
  const data = new Uint8Array(size[0] * size[1] * size[2]).fill(IGNORE_LABEL)
  const { sliceCount, width, height, strides } = sliceLayout(size, axis)
  const someSlice = random.integer(sliceCount)
  for (let slice = 0; slice < sliceCount; slice++) {
    const kind = slice === someSlice ? 0 : random.integer(3)
    if (kind === 2) continue
    const rectangles = Array.from({ length: kind === 0 ? 1 + random.integer(3) : 0 }, () => {
      const [left, top] = [random.integer(width - 1), random.integer(height - 1)]
      return { left, top, right: left + 1 + random.integer(width), bottom: top + 1 + random.integer(height) }
    })
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const inside = ({ left, top, right, bottom }: (typeof rectangles)[number]) =>
          column >= left && column < right && row >= top && row < bottom
        data[slice * strides.slice + row * strides.height + column * strides.width] = rectangles.findIndex(inside) + 1
      }
  }
  return { data, geometry: { size, spacingMm: [0.8, 1.1, 2.5], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}

/** Three discs of different classes that wander and grow; every `interval`-th slice is annotated. */
function movingDiscs(size: Triple, interval: number): LabelMap {
  const [ni, nj, nk] = size
  const data = new Uint8Array(ni * nj * nk).fill(IGNORE_LABEL)
  for (let k = 0; k < nk; k += interval)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++) {
        const within = (x: number, y: number, radius: number) => (i - x) ** 2 + (j - y) ** 2 < radius ** 2
        const [x, y] = [ni / 3 + k / 2, nj / 3 + k / 3]
        data[i + ni * (j + nj * k)] = within(x, y, ni / 5 + k / 4)
          ? 1
          : within(2 * x, y, ni / 6)
            ? 2
            : within(x, 2 * y, ni / 7)
              ? 3
              : 0
      }
  return { data, geometry: { size, spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}
