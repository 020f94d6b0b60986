import { describe, expect, it } from 'vitest'
import LayerPanel from '../../../src-renderer/pages/viewer/LayerPanel.vue'
import type { LabelLayer, VolumeSource } from '../../../src-renderer/viewer/viewerTypes'
import VolumeViewer from '../../../src-renderer/viewer/VolumeViewer.vue'
import { mountWithVuetify } from '../support/mountWithVuetify'

const volume: VolumeSource = {
  volumeId: 'world',
  title: 'world',
  geometry: { size: [2, 2, 2], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  sliceAxis: 'k',
  dtype: 'uint8',
  modality: null,
  windows: [{ name: 'all', lowerValue: 0, upperValue: 1 }],
  read: () => Promise.reject(new Error('nothing is read without a way to draw it')),
}

function layer(layerId: string): LabelLayer {
  const classes = [{ label: 1, name: 'liver' }]
  return {
    layerId,
    kind: 'imported',
    title: `Reader ${layerId}`,
    classes,
    style: 'both',
    isVisible: true,
    opacityFraction: 0.5,
    data: new Uint8Array(8),
  }
}

describe('VolumeViewer without WebGL', () => {
  it('says what is missing and what to do, instead of a black window', () => {
    const viewer = mountWithVuetify(VolumeViewer, { props: { volume } })
    expect(viewer.text()).toContain('The images cannot be drawn')
    expect(viewer.text()).toContain('Update the graphics driver')
    viewer.unmount()
  })
})

describe('LayerPanel', () => {
  it('says what to do where there is no label map', () => {
    const panel = mountWithVuetify(LayerPanel, { props: { layers: [], comparison: null } })
    expect(panel.text()).toContain('Plan page')
  })

  it('lists classes with their names, and compares two layers under their titles', async () => {
    const panel = mountWithVuetify(LayerPanel, {
      props: { layers: [layer('A'), layer('B')], comparison: { layerIdA: 'A', layerIdB: 'B' } },
    })
    expect(panel.text()).toContain('liver')
    const legend = panel.get('[aria-label="Legend of the comparison"]').text()
    for (const entry of ['Both agree', 'Only Reader A', 'Only Reader B']) expect(legend).toContain(entry)
  })

  it('hides a layer at a click', async () => {
    const panel = mountWithVuetify(LayerPanel, {
      props: { layers: [layer('A')], comparison: null },
    })
    await panel.get('[aria-label="Hide Reader A"]').trigger('click')
    expect(panel.emitted('choose')).toEqual([['A', { isVisible: false }]])
  })
})
