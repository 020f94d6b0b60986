import type { Page } from 'playwright-core'
import { voxelToWorldMm, type Geometry } from '../../../src-main/domain/volume/geometry'
import { coloursAt } from './viewerHarness'

/** Millimetres that a pixel of the axial pane stands for, read off its scale bar as a person would. */
async function mmPerPixelOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const pane = document.querySelector('[data-pane="axial"]')
    const [lengthText, unit] = (pane?.querySelector('[data-scale-bar]')?.textContent ?? '').trim().split(/\s+/)
    const bars = [...(pane?.querySelectorAll<SVGPathElement>('svg > g[fill="none"] path') ?? [])]
    const widths = bars.map((bar) => bar.getBBox().width)
    if (widths.length === 0) throw new Error('The axial pane has no scale bar.')
    return (Number(lengthText) * (unit === 'cm' ? 10 : 1)) / Math.max(...widths)
  })
}

/** Label 1 is drawn orange, label 2 blue, and what is neither is grey. */
function labelOfColour([red, , blue]: readonly number[]): number {
  return Math.abs(red - blue) < 20 ? 0 : red > blue ? 1 : 2
}

/**
 * Compares the colour in the middle of every voxel of an axial slice, in the radiological convention and fitted to the pane, with a
 * label map. The place on screen is worked out from the scale bar alone: the patient's left is on the right, anterior is up.
 * @returns voxels with a label, and how many of all voxels were drawn as something else
 */
export async function compareOverlay(
  page: Page,
  request: { geometry: Geometry; labels: ArrayLike<number>; sliceIndex: number },
): Promise<{ labelledCount: number; wrongCount: number }> {
  const { geometry, labels, sliceIndex } = request
  const [ni, nj] = geometry.size
  const box = await page.locator('[data-pane="axial"]').boundingBox()
  if (box === null) throw new Error('There is no axial pane on the page.')
  const mmPerPixel = await mmPerPixelOf(page)
  const centreMm = voxelToWorldMm(geometry, [(ni - 1) / 2, (nj - 1) / 2, sliceIndex])
  const points: [number, number][] = []
  const truth: number[] = []
  for (let j = 0; j < nj; j++)
    for (let i = 0; i < ni; i++) {
      const [leftMm, posteriorMm] = voxelToWorldMm(geometry, [i, j, sliceIndex])
      points.push([
        box.width / 2 + (leftMm - centreMm[0]) / mmPerPixel,
        box.height / 2 + (posteriorMm - centreMm[1]) / mmPerPixel,
      ])
      truth.push(labels[i + ni * (j + nj * sliceIndex)])
    }
  const colours = await coloursAt(page, 'axial', points)
  return {
    labelledCount: truth.filter((label) => label > 0).length,
    wrongCount: truth.filter((label, at) => labelOfColour(colours[at]) !== label).length,
  }
}

/** Pixels of a pane that carry the colour of a label, a measure of how much mask is on screen. */
export async function colouredPixelCount(page: Page, pane: string): Promise<number> {
  return page.evaluate((name) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-pane="${name}"] canvas`)
    const context = canvas?.getContext('2d')
    if (canvas == null || context == null) throw new Error(`There is no pane ${name}.`)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at] - data[at + 2]) >= 20) count++
    return count
  }, pane)
}
