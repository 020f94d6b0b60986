import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeDicom } from '../support/dicomBytes'
import { runCli } from '../support/runCli'
import { describeWithSharedData, sharedData } from '../support/sharedData'
import { temporaryPaths } from '../support/temporaryPaths'

const inFolder = temporaryPaths()
const run = (...args: string[]) => runCli([...args, '--json'])

/** Three slices 2 mm apart in files whose names run the other way, and a series with a gap beside it. */
function scans(): string {
  return writeDicom(inFolder('scans'), {
    'ct/3': { position: [0, 0, 0] },
    'ct/2': { position: [0, 0, 2] },
    'ct/1': { position: [0, 0, 4] },
    'gap/1': { position: [0, 0, 0], series: '1.9', seriesNumber: 8 },
    'gap/2': { position: [0, 0, 1], series: '1.9', seriesNumber: 8 },
    'gap/3': { position: [0, 0, 3], series: '1.9', seriesNumber: 8 },
  })
}

describe('DICOM on the command line', () => {
  it('inspects, imports and selects a folder of slices; what is no grid is named with its files', async () => {
    const folder = scans()
    const inspected = await run('inspect', folder)
    expect(inspected.json).toMatchObject({
      volumes: [
        {
          path: join(folder, 'ct'),
          format: 'dicom',
          size: [2, 2, 3],
          spacingMm: [1, 1, 2],
          series: { seriesNumber: 7 },
        },
      ],
      problems: [
        {
          path: join(folder, 'gap'),
          code: 'SERIES_IRREGULAR',
          files: [join(folder, 'gap', '2'), join(folder, 'gap', '3')],
        },
      ],
    })
    const imported = await run('import', folder, '--workspace', inFolder('workspace'))
    expect(imported.exitCode).toBe(0)
    expect(imported.json).toMatchObject({
      layout: 'dicom',
      cases: [{ size: [2, 2, 3] }],
      problems: [{ code: 'SERIES_IRREGULAR' }],
    })
    const selected = await run(
      'select',
      '--image',
      join(folder, 'ct'),
      '--policy',
      'fixed-interval',
      '--slice-count',
      '1',
    )
    expect(selected.json).toMatchObject({ sliceIndices: [1] })
    const named = await run(
      'select',
      '--image',
      `${folder}#1.2.3.4`,
      '--policy',
      'fixed-interval',
      '--slice-count',
      '1',
    )
    expect(named.json).toMatchObject({ sliceIndices: [1] })
    const refused = await run(
      'select',
      '--image',
      join(folder, 'gap'),
      '--policy',
      'fixed-interval',
      '--slice-count',
      '1',
    )
    expect(refused).toMatchObject({ exitCode: 3, json: { error: { code: 'SERIES_IRREGULAR' } } })
  })
})

describeWithSharedData('compressed DICOM on the command line', () => {
  it.each(['compressed', 'compressed_jpeg', 'compressed_jpegls', 'compressed_rle'])(
    '%s: one JSON object on stdout, whatever the codec has to say',
    async (name) => {
      const { json } = await run('inspect', sharedData('dicom', 'dicom2nifti', 'generic', name, '001'))
      // The same four sagittal slices in each (SOURCES.md); the range is pydicom's.
      expect(json).toMatchObject({ volumes: [{ size: [256, 256, 4], plane: 'sagittal', valueRange: [0, 254] }] })
    },
  )
})
