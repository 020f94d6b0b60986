import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import type { Geometry } from '../../src-main/domain/volume/geometry'
import { labelColour } from '../../src-renderer/viewer/labelPalette'
import type { PaneView } from '../../src-renderer/viewer/paneView'
import { hasSharedData, sharedDataPath } from '../support/sharedDataPath'
import { describeInChromium } from './support/describeInChromium'
import { serveLayer, serveVolume, type ServedVolume } from './support/harnessVolumes'
import { coloursAt, lettersOf, settle, startViewerHarness, type ViewerHarness } from './support/viewerHarness'
import { trilinear, voxelAt, voxelStepMm } from './support/voxelTruth'

const POINTS_PER_PANE = 1000
/** Of 255: SwiftShader filters textures with eight bits: a 256th of a voxel, which counts where neighbours differ much. */
const GREY_TOLERANCE = 10

let harness: ViewerHarness
beforeAll(async () => {
  harness = await startViewerHarness({ width: 1100, height: 760 })
})
afterAll(() => harness.close())

/** What the view says a point on screen is, worked out anew. */
function worldOf(view: PaneView, [x, y]: readonly [number, number]): [number, number, number] {
  const right = (x - view.widthPixels / 2) * view.mmPerPixel
  const up = (view.heightPixels / 2 - y) * view.mmPerPixel
  return [0, 1, 2].map((axis) => view.centreMm[axis] + right * view.plane.right[axis] + up * view.plane.up[axis]) as [
    number,
    number,
    number,
  ]
}

/** Blocks of labels 0 to 3 without any symmetry. */
function blockLabels({ size: [ni, nj, nk] }: Geometry): Uint8Array {
  const labels = new Uint8Array(ni * nj * nk)
  const side = (n: number) => Math.max(1, Math.round(n / 7))
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        const [a, b, c] = [Math.floor(i / side(ni)), Math.floor(j / side(nj)), Math.floor(k / side(nk))]
        labels[at] = (a * 5 + b * 3 + c * 2 + a * b) % 4
      }
  return labels
}

/** Compares random points of every pane with the file: greys without labels, then colours with them. */
async function comparePanes(served: ServedVolume, labels: Uint8Array): Promise<void> {
  const { data, geometry } = served.volume
  const [greys] = served.described.windows
  const { page } = harness
  const random = new SeededRandom(7)
  const layer = serveLayer({ put: harness.put, layerId: 'labels', labels, style: 'fill', opacityFraction: 1 })
  for (const hasLabels of [false, true]) {
    await harness.open({ volume: served.described, layers: hasLabels ? [layer] : [], layout: 'three' })
    const views = await page.evaluate(() => window.harness.views())
    expect(views.map(({ pane }) => pane).sort()).toEqual(['axial', 'coronal', 'sagittal'])
    for (const { pane, view } of views) {
      const points = Array.from(
        { length: POINTS_PER_PANE },
        () =>
          [
            Math.floor(random.uniform() * view.widthPixels) + 0.5,
            Math.floor(random.uniform() * view.heightPixels) + 0.5,
          ] as const,
      )
      const colours = await coloursAt(page, pane, points)
      let [checked, wrong, error] = [0, 0, 0]
      const examples: unknown[] = []
      for (const [at, point] of points.entries()) {
        const voxel = voxelAt(geometry, worldOf(view, point))
        const nearest = voxel.map(Math.round)
        const isInside = nearest.every((each, axis) => each >= 0 && each < geometry.size[axis])
        // At the border of two voxels either is right.
        const isClear = voxel.every((each) => Math.abs(each - Math.round(each)) < 0.4)
        // A pixel on the volume's rim is covered in part, and darker for it.
        const isWithinRim = voxel.every((each, axis) => each >= -0.2 && each <= geometry.size[axis] - 0.8)
        const label = isInside
          ? labels[nearest[0] + nearest[1] * geometry.size[0] + nearest[2] * geometry.size[0] * geometry.size[1]]
          : 0
        if (hasLabels) {
          if (!isInside || !isClear || !isWithinRim) continue
          checked++
          const [red, green, blue] = colours[at]
          const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) <= 2
          const expected = labelColour(Math.max(1, label))
          const isColoured = expected.every((channel, index) => Math.abs(channel - colours[at][index]) <= 3)
          if (label === 0 ? isGrey : isColoured) continue
          wrong++
          examples.push({ point, voxel, label, colour: colours[at], expected })
        } else {
          const expected = trilinear(data, geometry, voxel)
          if (expected === null) continue
          checked++
          const grey = (value: number) =>
            Math.max(0, Math.min(1, (value - greys.lowerValue) / (greys.upperValue - greys.lowerValue))) * 255
          const [red] = colours[at]
          error += Math.abs(red - grey(expected.value))
          if (red >= grey(expected.low) - GREY_TOLERANCE && red <= grey(expected.high) + GREY_TOLERANCE) continue
          wrong++
          examples.push({ point, voxel, grey: red, expected: grey(expected.value) })
        }
      }
      const where = `${served.described.title}, ${pane}, ${hasLabels ? 'labels' : 'greys'}`
      expect(checked, `${where}: points on the volume`).toBeGreaterThan(60)
      expect({ where, wrong, examples: examples.slice(0, 3) }).toEqual({ where, wrong: 0, examples: [] })
      if (!hasLabels) expect(error / checked, `${where}: mean difference`).toBeLessThan(4)
    }
  }
}

const LETTER_OF_CODE: Record<string, string> = { R: 'R', L: 'L', A: 'A', P: 'P', S: 'H', I: 'F' }

/** Which edge of each pane a step along each voxel axis goes toward, and the first letter there. */
async function lettersAlongAxes(geometry: Geometry): Promise<Map<number, Set<string>>> {
  const found = new Map<number, Set<string>>([0, 1, 2].map((axis) => [axis, new Set<string>()]))
  for (const { pane, view } of await harness.page.evaluate(() => window.harness.views())) {
    const letters = await lettersOf(harness.page, pane)
    for (const axis of [0, 1, 2] as const) {
      if (axis === view.plane.voxelAxis) continue
      const step = voxelStepMm(geometry, axis)
      const along = (way: readonly number[]) => step[0] * way[0] + step[1] * way[1] + step[2] * way[2]
      const [right, up] = [along(view.plane.right), along(view.plane.up)]
      const edge =
        Math.abs(right) > Math.abs(up)
          ? right > 0
            ? letters.right
            : letters.left
          : up > 0
            ? letters.top
            : letters.bottom
      found.get(axis)?.add(edge.slice(0, 1))
    }
  }
  return found
}

describeInChromium('the sample on screen', { needsSharedData: false }, () => {
  it('shows voxels and the label map where the file has them', async () => {
    const sample = (kind: string) =>
      resolve(import.meta.dirname, `../../resources/sample/${kind}/hippocampus_065.nii.gz`)
    const image = await serveVolume({ put: harness.put, path: sample('images'), name: 'sample' })
    const truth = await serveVolume({ put: harness.put, path: sample('labels'), name: 'sample-labels' })
    await comparePanes(image, Uint8Array.from(truth.volume.data))
    expect(harness.troubles).toEqual([])
  })
})

describeInChromium('files of every orientation on screen', { needsSharedData: true }, () => {
  const orientations = hasSharedData ? readdirSync(sharedDataPath('nifti_edge', 'orientations48')) : []

  it('there are files to look at', () => expect(orientations.length).toBeGreaterThan(20))

  it.each(orientations)(
    '%s: the letters agree with the axis codes the file is named after, and every voxel is in place',
    async (file) => {
      const path = sharedDataPath('nifti_edge', 'orientations48', file)
      const image = await serveVolume({ put: harness.put, path, name: file })
      await comparePanes(image, blockLabels(image.volume.geometry))
      const codes = file.replace('.nii.gz', '').split('')
      for (const [axis, letters] of await lettersAlongAxes(image.volume.geometry))
        expect([...letters], `voxel axis ${axis} of ${file}`).toEqual([LETTER_OF_CODE[codes[axis]]])
      // Whatever the storage: radiological convention has the patient's right on the left of the screen.
      expect(await lettersOf(harness.page, 'axial')).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' })
      expect(await lettersOf(harness.page, 'coronal')).toEqual({ left: 'R', right: 'L', top: 'H', bottom: 'F' })
      expect(await lettersOf(harness.page, 'sagittal')).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' })
      expect(harness.troubles).toEqual([])
    },
  )

  it.each([
    ['someones_anatomy.nii.gz'],
    ['someones_epi_oblique17.nii.gz'],
    ['anatomical_bigendian_int16.nii'],
    ['labels256_LIA.nii.gz'],
    ['standard_1x3x2mm.nii.gz'],
    ['example4d_extension_oblique.nii.gz'],
    ['qform_only_littleendian_f32.nii.gz'],
    ['avg152T1_LR_nifti2.nii.gz'],
  ])('%s: every voxel is in place', async (file) => {
    const image = await serveVolume({
      put: harness.put,
      path: sharedDataPath('nifti_edge', file),
      name: file,
      channel: 0,
    })
    await comparePanes(image, blockLabels(image.volume.geometry))
    expect(harness.troubles).toEqual([])
  })

  it('the same brain stored from left to right and from right to left looks the same', async () => {
    const pictures: [number, number, number][][] = []
    for (const file of ['avg152T1_LR_bigendian.nii.gz', 'avg152T1_RL_bigendian.nii.gz']) {
      const image = await serveVolume({ put: harness.put, path: sharedDataPath('nifti_edge', file), name: file })
      await harness.open({ volume: image.described, layers: [], layout: 'axial' })
      const points = Array.from(
        { length: 400 },
        (_, at) => [200 + (at % 20) * 35, 100 + Math.floor(at / 20) * 27] as const,
      )
      pictures.push(await coloursAt(harness.page, 'axial', points))
    }
    const differences = pictures[0].map(([red], at) => Math.abs(red - pictures[1][at][0]))
    const mirrored = pictures[0].map(([red], at) =>
      Math.abs(red - pictures[1][Math.floor(at / 20) * 20 + 19 - (at % 20)][0]),
    )
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(differences)).toBeLessThan(4)
    expect(mean(mirrored)).toBeGreaterThan(mean(differences) + 2)
  })
})

describeInChromium('an oblique prostate on screen', { needsSharedData: true }, () => {
  let image: ServedVolume
  let labels: Uint8Array
  beforeAll(async () => {
    const part = (name: string) => sharedDataPath('prostatex_0000', 'nifti', name)
    image = await serveVolume({ put: harness.put, path: part('Prostatex_0000.nii.gz'), name: 'prostate' })
    labels = Uint8Array.from(
      (await serveVolume({ put: harness.put, path: part('Prostatex_0000_lab.nii.gz'), name: 'zones' })).volume.data,
    )
  })

  it('has its zones where the label map says', async () => {
    await comparePanes(image, labels)
  })

  it('names the tilted edges with two letters, and turns left and right with the convention', async () => {
    // The slices are tilted by 18° about the left-right axis: up on an axial slice is anterior and a little toward the head.
    await harness.open({ volume: image.described, layers: [], layout: 'three', convention: 'radiological' })
    const { page } = harness
    expect(await lettersOf(page, 'axial')).toEqual({ left: 'R', right: 'L', top: 'AH', bottom: 'PF' })
    expect(await lettersOf(page, 'sagittal')).toEqual({ left: 'AH', right: 'PF', top: 'HP', bottom: 'FA' })
    expect(await page.locator('[data-pane="axial"] svg').textContent()).toContain('Radiological')
    await page.evaluate(() => window.harness.set({ convention: 'neurological' }))
    await settle(page)
    expect(await lettersOf(page, 'axial')).toEqual({ left: 'L', right: 'R', top: 'AH', bottom: 'PF' })
    expect(await lettersOf(page, 'coronal')).toEqual({ left: 'L', right: 'R', top: 'HP', bottom: 'FA' })
    expect(await page.locator('[data-pane="axial"] svg').textContent()).toContain('Neurological')
  })

  it('is the mirror image in the other convention, masks with it', async () => {
    const layer = serveLayer({ put: harness.put, layerId: 'zones', labels, style: 'fill', opacityFraction: 1 })
    const pictures: [number, number, number][][] = []
    let width = 0
    for (const convention of ['radiological', 'neurological'] as const) {
      await harness.open({ volume: image.described, layers: [layer], layout: 'axial', convention })
      const [{ view }] = await harness.page.evaluate(() => window.harness.views())
      width = view.widthPixels
      const points = Array.from({ length: 600 }, (_, at) => {
        const x = width / 2 + ((at % 30) - 14.5) * 14
        return [convention === 'radiological' ? x : width - x, 80 + Math.floor(at / 30) * 26] as const
      })
      pictures.push(await coloursAt(harness.page, 'axial', points))
    }
    await harness.page.evaluate(() => window.harness.set({ convention: 'radiological' }))
    const differing = pictures[0].filter((colour, at) =>
      colour.some((channel, index) => Math.abs(channel - pictures[1][at][index]) > 30),
    )
    expect(differing.length).toBeLessThan(600 * 0.03)
    expect(
      pictures[0].some(([red, , blue]) => Math.abs(red - blue) > 60),
      'a mask is in the picture',
    ).toBe(true)
  })
})
