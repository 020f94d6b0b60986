import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesOf, niftiBytes } from '../support/niftiBytes'
import { runCli } from '../support/runCli'
import { describeWithSharedData, sharedData } from '../support/sharedData'
import { temporaryPaths } from '../support/temporaryPaths'

const inFolder = temporaryPaths()

/** 2 × 2 × 4, 1 × 2 × 3 mm; slice 1 is empty, class 1 in slice 0, class 2 in slices 2 and 3. */
const labelBytes = niftiBytes({
  dimensions: [2, 2, 4],
  datatype: 2,
  pixdim: [1, 1, 2, 3],
  sform: { code: 1, rows: [-1, 0, 0, 5, 0, -2, 0, 6, 0, 0, 3, 7] },
  voxels: Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 2, 2, 2),
})

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(inFolder(name), bytes)
  return inFolder(name)
}

const label = file('label.nii.gz', gzipSync(labelBytes))

async function succeed(...args: string[]) {
  const run = await runCli([...args, '--json'])
  expect(run).toMatchObject({ exitCode: 0 })
  return run.json as Record<string, unknown>
}

/** Runs the command and expects exactly one JSON object with this error, and no stack. */
async function fail(args: string[], code: string, exitCode: number) {
  const run = await runCli([...args, '--json'])
  expect(run.json).toMatchObject({ error: { code } })
  expect(run.exitCode).toBe(exitCode)
  expect(run.stdout + run.stderr).not.toMatch(/\n\s+at /)
  return (run.json as { error: { message: string } }).error.message
}

describe('inspect', () => {
  it('says what is in a file', async () => {
    expect(await succeed('inspect', label)).toEqual({
      volumes: [
        {
          path: label,
          format: 'nifti',
          size: [2, 2, 4],
          spacingMm: [1, 2, 3],
          originMm: [-5, -6, 7],
          direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
          dtype: 'uint8',
          channelCount: 1,
          channel: 0,
          valueRange: [0, 2],
          orientation: 'LPS',
          axis: 'k',
          sliceCount: 4,
          plane: 'axial',
          planeTiltDegrees: 0,
          modality: null,
          storedWindows: [],
          series: null,
          warnings: [],
        },
      ],
      problems: [],
    })
  })

  it('takes another axis and warns that it is not axial', async () => {
    const { volumes } = await succeed('inspect', label, '--axis', 'i')
    expect(volumes).toMatchObject([{ plane: 'sagittal', sliceCount: 2, warnings: [{ code: 'SLICE_AXIS_NOT_AXIAL' }] }])
  })

  it('reads a folder with all below it and lists what it cannot read', async () => {
    mkdirSync(inFolder('mixed/deep'), { recursive: true })
    copyFileSync(label, inFolder('mixed/deep/label.nii.gz'))
    writeFileSync(inFolder('mixed/dataset.json'), '{}')
    writeFileSync(inFolder('mixed/empty.nii'), '')
    writeFileSync(inFolder('mixed/brain.nrrd'), 'NRRD0004\n')
    copyFileSync(label, inFolder('mixed/short.nii.gz'))
    truncateSync(inFolder('mixed/short.nii.gz'), 60)
    const { volumes, problems } = await succeed('inspect', inFolder('mixed'))
    expect(volumes).toMatchObject([{ path: inFolder('mixed/deep/label.nii.gz') }])
    expect(problems).toMatchObject([
      { path: inFolder('mixed/brain.nrrd'), code: 'FORMAT_UNSUPPORTED' },
      { path: inFolder('mixed/empty.nii'), code: 'FILE_EMPTY' },
      { path: inFolder('mixed/short.nii.gz'), code: 'FILE_TRUNCATED' },
    ])
  })

  it('reports a folder of nothing but problems, and exits 3', async () => {
    mkdirSync(inFolder('bad'))
    writeFileSync(inFolder('bad/empty.nii'), '')
    const run = await runCli(['inspect', inFolder('bad'), '--json'])
    expect(run).toMatchObject({ exitCode: 3, json: { volumes: [], problems: [{ code: 'FILE_EMPTY' }] } })
  })

  it('wants a channel of a 4D file', async () => {
    const voxels = bytesOf(Float32Array.of(1, 2, Number.NaN))
    const path = file('fourd.nii', niftiBytes({ dimensions: [1, 1, 1, 3], datatype: 16, voxels }))
    expect(await fail(['inspect', path], 'CHANNEL_REQUIRED', 3)).toContain('3 volumes')
    expect(await succeed('inspect', path, '--channel', '1')).toMatchObject({ volumes: [{ valueRange: [2, 2] }] })
    expect(await succeed('inspect', path, '--channel', '2')).toMatchObject({
      volumes: [{ valueRange: null, warnings: [{ code: 'NO_ORIENTATION' }, { code: 'VOXELS_NOT_FINITE' }] }],
    })
    await fail(['inspect', path, '--channel', '3'], 'BAD_REQUEST', 2)
    await fail(['inspect', path, '--channel', 'x'], 'BAD_REQUEST', 2)
  })

  it('refuses what is not there, is empty or is something else', async () => {
    mkdirSync(inFolder('nothing'))
    await fail(['inspect', inFolder('missing.nii')], 'FILE_NOT_FOUND', 3)
    await fail(['inspect', inFolder('nothing')], 'FOLDER_EMPTY', 3)
    await fail(['inspect', file('empty.nii', new Uint8Array(0))], 'FILE_EMPTY', 3)
    await fail(['inspect', file('text.nii', Buffer.from('no image at all'))], 'FORMAT_UNKNOWN', 3)
    await fail(['inspect', file('short.nii', labelBytes.subarray(0, 360))], 'FILE_TRUNCATED', 3)
    await fail(['inspect', label, '--axis', 'z'], 'BAD_REQUEST', 2)
  })

  it('speaks to people without --json', async () => {
    const run = await runCli(['inspect', label])
    expect(run.stdout).toContain('2 × 2 × 4 voxels of 1 × 2 × 3 mm, axes LPS')
    expect((await runCli(['inspect', inFolder('missing.nii')])).stderr).toMatch(
      /no file .*missing\.nii.*\[FILE_NOT_FOUND\]/,
    )
  })
})

describe('select', () => {
  const select = (...args: string[]) => ['select', '--image', label, ...args]

  it('selects by density or count', async () => {
    expect(await succeed(...select('--policy', 'fixed-interval', '--density', '0.5', '--seed', '3'))).toEqual({
      policy: 'fixed-interval',
      seed: 3,
      sliceCount: 2,
      sliceIndices: [1, 3],
      axis: 'k',
      volumeSliceCount: 4,
      why: null,
      warnings: [],
    })
    const phase = select('--policy', 'fixed-interval', '--slice-count', '2', '--param', 'phase=0')
    expect(await succeed(...phase)).toMatchObject({ sliceIndices: [0, 2] })
    const random = select('--policy', 'uniform-random', '--slice-count', '4', '--seed', '9')
    expect(await succeed(...random)).toMatchObject({ sliceIndices: [0, 1, 2, 3] })
    expect(await succeed(...select('--policy', 'uniform-random', '--density', '1', '--axis', 'j'))).toMatchObject({
      sliceIndices: [0, 1],
      warnings: [{ code: 'SLICE_AXIS_NOT_AXIAL' }],
    })
  })

  it.each([
    ['density 0', ['--policy', 'fixed-interval', '--density', '0'], 'DENSITY_OUT_OF_RANGE'],
    ['density 2', ['--policy', 'fixed-interval', '--density', '2'], 'DENSITY_OUT_OF_RANGE'],
    ['a negative density', ['--policy', 'fixed-interval', '--density', '-0.1'], 'DENSITY_OUT_OF_RANGE'],
    ['no number', ['--policy', 'fixed-interval', '--density', 'x'], 'BAD_REQUEST'],
    ['no budget', ['--policy', 'fixed-interval'], 'BAD_REQUEST'],
    ['two budgets', ['--policy', 'fixed-interval', '--density', '1', '--slice-count', '1'], 'BAD_REQUEST'],
    ['more slices than there are', ['--policy', 'fixed-interval', '--slice-count', '5'], 'BAD_REQUEST'],
    ['no slices', ['--policy', 'fixed-interval', '--slice-count', '0'], 'BAD_REQUEST'],
    ['an unknown parameter', ['--policy', 'fixed-interval', '--density', '1', '--param', 'p=1'], 'BAD_REQUEST'],
    ['no policy', ['--density', '1'], 'BAD_REQUEST'],
  ])('refuses %s', async (_, args, code) => {
    await fail(select(...args), code, 2)
  })

  it('lists the known policies for an unknown one', async () => {
    const message = await fail(select('--policy', 'best', '--density', '0.5'), 'UNKNOWN_ID', 2)
    expect(message).toContain('fixed-interval, uniform-random')
  })
})

describe('sparsify', () => {
  const sparsify = (...args: string[]) => ['sparsify', '--label', label, '--output', inFolder('sparse.nii'), ...args]

  it('keeps the chosen slices and tells target from empty', async () => {
    expect(await succeed(...sparsify('--slice-indices', '3,1'))).toEqual({
      output: inFolder('sparse.nii'),
      annotatedSlices: [3],
      emptySlices: [1],
      notAnnotatedSlices: [],
      axis: 'k',
      mapping: [0, 1, 2].map((value) => ({ from: value, to: value })),
    })
    expect([...readFileSync(inFolder('sparse.nii')).subarray(352)]).toEqual([
      255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 2, 2, 2, 2,
    ])
  })

  it('maps labels, cuts another axis, and goes on from a sparse map', async () => {
    await succeed(...sparsify('--slice-indices', '1', '--axis', 'i', '--map', '1:7,2:255'))
    expect([...readFileSync(inFolder('sparse.nii')).subarray(352)]).toEqual([
      255, 7, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 255, 255, 255,
    ])
    const again = [
      'sparsify',
      '--label',
      inFolder('sparse.nii'),
      '--output',
      inFolder('again.nii'),
      '--slice-indices',
      '0',
    ]
    await fail(again, 'LABEL_RESERVED_VALUE', 3)
    expect(await succeed(...again, '--ignore-value', '255')).toMatchObject({ annotatedSlices: [0] })
  })

  it.each([
    ['a slice that is not there', ['--slice-indices', '0,4'], 'SLICE_INDEX_OUT_OF_RANGE', 2],
    ['a negative slice', ['--slice-indices=-1'], 'SLICE_INDEX_OUT_OF_RANGE', 2],
    ['no numbers', ['--slice-indices', '1,x'], 'BAD_REQUEST', 2],
    ['a mapping that is none', ['--slice-indices', '1', '--map', '1=2'], 'BAD_REQUEST', 2],
    ['a mapping with gaps', ['--slice-indices', '1', '--map', '1:1'], 'LABEL_UNEXPECTED_VALUE', 3],
  ])('refuses %s and writes nothing', async (_, args, code, exitCode) => {
    const output = inFolder('refused.nii.gz')
    await fail(['sparsify', '--label', label, '--output', output, ...args], code, exitCode)
    expect(existsSync(output)).toBe(false)
  })

  it('never overwrites its input, and leaves nothing half-written', async () => {
    const before = readFileSync(label)
    await fail(['sparsify', '--label', label, '--slice-indices', '0', '--output', label], 'OUTPUT_EXISTS', 4)
    expect(readFileSync(label).equals(before)).toBe(true)
    const nowhere = inFolder('nowhere/sparse.nii.gz')
    await fail(['sparsify', '--label', label, '--slice-indices', '0', '--output', nowhere], 'WRITE_FAILED', 4)
    expect(readdirSync(inFolder('.')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describeWithSharedData('on real data', () => {
  it('inspects the edge cases of NIfTI: 38 volumes, 12 problems, no crash', async () => {
    const { volumes, problems } = await succeed('inspect', sharedData('nifti_edge'))
    expect(volumes).toHaveLength(38)
    const codes = (problems as { code: string }[]).map(({ code }) => code).sort()
    expect(codes).toEqual([
      ...new Array<string>(5).fill('CHANNEL_REQUIRED'),
      ...new Array<string>(1).fill('FORMAT_UNKNOWN'),
      ...new Array<string>(6).fill('FORMAT_UNSUPPORTED'),
    ])
  })

  it('tells a tilted gantry', async () => {
    const { volumes } = await succeed('inspect', sharedData('nifti_edge/shear_ct_gantry_nonorthogonal.nii.gz'))
    const warnings = (volumes as { warnings: { code: string }[] }[])[0].warnings.map(({ code }) => code)
    expect(warnings).toEqual(['SFORM_QFORM_DIFFER', 'GEOMETRY_SHEARED'])
  })
})
