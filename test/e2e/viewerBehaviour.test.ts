import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Volume } from '../../src-main/domain/volume/Volume'
import { labelColour } from '../../src-renderer/viewer/labelPalette'
import { COMPARISON_CLASSES } from '../../src-renderer/viewer/layerComparison'
import { describeInChromium } from './support/describeInChromium'
import { describeVolume, serveLayer } from './support/harnessVolumes'
import { coloursAt, settle, startViewerHarness, type ViewerHarness } from './support/viewerHarness'

const [NI, NJ, NK] = [64, 48, 40]

/** Every k-slice is of one grey, brighter toward the head; spacing 2 mm. */
function steps(): Volume {
  const data = new Int16Array(NI * NJ * NK)
  for (let k = 0; k < NK; k++) data.fill(100 + k * 20, k * NI * NJ, (k + 1) * NI * NJ)
  return {
    data,
    geometry: { size: [NI, NJ, NK], spacingMm: [2, 2, 2], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  }
}

/** Label 1 in the half of lower i (the patient's right), in all slices. */
function rightHalf(): Uint8Array {
  const labels = new Uint8Array(NI * NJ * NK)
  for (let row = 0; row < NJ * NK; row++) labels.fill(1, row * NI, row * NI + NI / 2)
  return labels
}

describeInChromium('the viewer at work', { needsSharedData: false }, () => {
  let harness: ViewerHarness
  beforeAll(async () => {
    harness = await startViewerHarness({ width: 1000, height: 700 })
  })
  afterAll(() => harness.close())
  const serve = (name: string) => describeVolume({ put: harness.put, name, volume: steps() }).described
  /** A point left and one right of the middle of a pane, away from the crosshair's lines. */
  const sides = async (pane: string) => {
    const views = await harness.page.evaluate(() => window.harness.views())
    const view = views.find((each) => each.pane === pane)?.view
    if (view === undefined) throw new Error(`There is no pane ${pane}.`)
    const [x, y] = [view.widthPixels / 2, view.heightPixels / 2]
    return coloursAt(harness.page, pane, [
      [x - 60.5, y - 40.5],
      [x + 60.5, y - 40.5],
    ])
  }

  it('shows its first slice while the rest is still on its way, and says that it is loading', async () => {
    const release = harness.hold('streamed', { after: 1 })
    const described = serve('streamed')
    await harness.page.evaluate((volume) => window.harness.open({ volume, layers: [], layout: 'axial' }), described)
    await harness.page.waitForFunction(() => window.harness.loaded() > 0)
    await settle(harness.page)
    expect(await harness.page.evaluate(() => window.harness.loaded())).toBeCloseTo(1 / NK)
    const [[grey]] = await sides('axial')
    // Slice 20 of 100 to 880: (500 - 100) / 780 of 255.
    expect(Math.abs(grey - 131)).toBeLessThan(9)
    await harness.page.evaluate(() => window.harness.goToSlice(3))
    await harness.page.getByText('Loading…').waitFor()
    release()
    await harness.page.waitForFunction(() => window.harness.loaded() === 1)
    await settle(harness.page)
    expect(await harness.page.getByText('Loading…').count()).toBe(0)
    const [[after]] = await sides('axial')
    expect(Math.abs(after - (60 / 780) * 255)).toBeLessThan(5)
  })

  it('draws a slice of a mask that was changed in place, and only then', async () => {
    const layer = serveLayer({
      put: harness.put,
      layerId: 'mask',
      labels: rightHalf(),
      style: 'fill',
      opacityFraction: 1,
    })
    const twoClasses = { ...layer, classes: [1, 2].map((label) => ({ label, name: `Class ${label}` })) }
    await harness.open({ volume: serve('painted'), layers: [twoClasses], layout: 'axial' })
    const [right, left] = await sides('axial')
    expect(right).toEqual([...labelColour(1)])
    expect(Math.max(...left) - Math.min(...left)).toBeLessThan(3)
    await harness.page.evaluate(() => window.harness.paintSlice('mask', 20, 2))
    await settle(harness.page)
    expect(await sides('axial')).toEqual([[...labelColour(2)], [...labelColour(2)]])
    // To nothing, and again: what was sent once is sent again.
    await harness.page.evaluate(() => window.harness.paintSlice('mask', 20, 0))
    await settle(harness.page)
    for (const side of await sides('axial')) expect(Math.max(...side) - Math.min(...side)).toBeLessThan(3)
  })

  it('compares two masks: agreement, only A, only B', async () => {
    const a = serveLayer({ put: harness.put, layerId: 'a', labels: rightHalf(), style: 'fill' })
    const all = new Uint8Array(NI * NJ * NK).fill(1)
    const b = serveLayer({ put: harness.put, layerId: 'b', labels: all, style: 'fill' })
    await harness.open({ volume: serve('compared'), layers: [a, b], layout: 'axial' })
    await harness.page.evaluate(() => window.harness.set({ comparison: { layerIdA: 'a', layerIdB: 'b' } }))
    await settle(harness.page)
    const [right, left] = await sides('axial')
    // Half transparent over grey 131: which channel is highest tells the colour.
    const hueOf = ([red, green, blue]: readonly number[]) => [red > 131, green > 131, blue > 131].map(Number).join('')
    const [agree, , onlyB] = COMPARISON_CLASSES
    expect([hueOf(right), hueOf(left)]).toEqual([hueOf(agree.colour), hueOf(onlyB.colour)])
  })

  it('scrolls with wheel and keys, linked over the panes, and hides the masks', async () => {
    const layer = serveLayer({
      put: harness.put,
      layerId: 'mask',
      labels: rightHalf(),
      style: 'fill',
      opacityFraction: 1,
    })
    await harness.open({ volume: serve('scrolled'), layers: [layer], layout: 'three' })
    const { page } = harness
    const axial = page.locator('[data-pane="axial"]')
    const text = async () => (await axial.locator('svg').textContent()) ?? ''
    expect(await text()).toContain('Slice 21 / 40')
    await axial.focus()
    await page.keyboard.press('ArrowDown')
    expect(await text()).toContain('Slice 22 / 40')
    await page.keyboard.press('End')
    expect(await text()).toContain('Slice 40 / 40 · H 78.0 mm')
    await page.keyboard.press('Home')
    expect(await text()).toContain('Slice 1 / 40')
    const box = await axial.boundingBox()
    if (box === null) throw new Error('The pane is not on the page.')
    await page.mouse.move(box.x + box.width / 2 - 60, box.y + box.height / 2 - 40)
    await page.mouse.wheel(0, 120)
    await page.waitForFunction(() =>
      document.querySelector('[data-pane="axial"] svg')?.textContent.includes('Slice 4 / 40'),
    )
    await page.keyboard.press('s')
    await settle(page)
    const [right] = await sides('axial')
    expect(Math.max(...right) - Math.min(...right)).toBeLessThan(3)
    await page.keyboard.press('s')
    // A click in the sagittal pane moves the axial one along.
    const sagittal = await page.locator('[data-pane="sagittal"]').boundingBox()
    if (sagittal === null) throw new Error('The pane is not on the page.')
    await page.mouse.click(sagittal.x + sagittal.width / 2, sagittal.y + sagittal.height / 2)
    await page.waitForFunction(() =>
      /Slice (20|21) \/ 40/.test(document.querySelector('[data-pane="axial"] svg')?.textContent ?? ''),
    )
    const probe = await page.locator('.probe').textContent()
    expect(probe).toMatch(/Value .*mm/)
  })

  it('takes a picture of the panes with letters and scale bar', async () => {
    await harness.open({ volume: serve('pictured'), layers: [], layout: 'three' })
    const picture = await harness.page.evaluate(() => window.harness.screenshot())
    expect(picture.type).toBe('image/png')
    expect(picture.width).toBeGreaterThan(900)
    expect(picture.litPixels).toBeGreaterThan(picture.width * picture.height * 0.1)
  })

  it('holds nothing of volumes that were closed', async () => {
    for (let n = 0; n < 20; n++) {
      const layer = serveLayer({ put: harness.put, layerId: `mask-${n}`, labels: rightHalf(), style: 'both' })
      await harness.open({ volume: serve(`opened-${n}`), layers: [layer], layout: 'three' })
    }
    expect(await harness.page.evaluate(() => window.harness.held())).toEqual({
      volumes: 2,
      bytes: NI * NJ * NK * (2 + 1),
    })
    await harness.page.evaluate(() => window.harness.open({ volume: null, layers: [] }))
    await harness.page.waitForFunction(() => window.harness.held().volumes === 0)
    expect(await harness.page.evaluate(() => window.harness.held())).toEqual({ volumes: 0, bytes: 0 })
  })

  it('broke no rule of the content security policy and logged no error', () => {
    expect(harness.troubles).toEqual([])
  })
})
