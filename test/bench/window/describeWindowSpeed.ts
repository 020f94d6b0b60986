import type { OpenedVolume, WindowMeasurement } from './windowSpeed'

export interface WindowSpeed {
  readonly startedAt: string
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  readonly node: string
  readonly measurements: readonly WindowMeasurement[]
}

interface Row {
  readonly what: string
  readonly bar: string
  readonly value: (of: WindowMeasurement) => { readonly text: string; readonly isMet: boolean } | null
}

const milliseconds = (value: number) => `${Math.round(value)} ms`
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`

function slowest(opened: readonly OpenedVolume[], of: (each: OpenedVolume) => number | null, limitMs: number) {
  if (opened.length === 0) return null
  const times = opened.map((each) => ({ caseId: each.caseId, ms: of(each) }))
  const texts = times.map(({ caseId, ms }) => `${ms === null ? 'never' : milliseconds(ms)} (${caseId})`)
  return { text: texts.join(', '), isMet: times.every(({ ms }) => ms !== null && ms <= limitMs) }
}

function atMost(values: readonly number[], limitMs: number) {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const text = `median ${milliseconds(sorted[sorted.length >> 1]!)}, slowest ${milliseconds(sorted.at(-1)!)} of ${sorted.length}`
  return { text, isMet: sorted.at(-1)! <= limitMs }
}

const withLayout = (of: WindowMeasurement, layout: string) => of.opened.filter((each) => each.layout === layout)

const ROWS: readonly Row[] = [
  {
    what: 'Window usable after start (server host; the browser runs already)',
    bar: '3 s',
    value: ({ usableMs }) => ({ text: milliseconds(usableMs), isMet: usableMs <= 3000 }),
  },
  {
    what: 'First slice, one pane',
    bar: '1 s',
    value: (of) => slowest(withLayout(of, 'axial'), ({ firstSliceMs }) => firstSliceMs, 1000),
  },
  {
    what: 'First slice, three panes',
    bar: '1.5 s',
    value: (of) => slowest(withLayout(of, 'three'), ({ firstSliceMs }) => firstSliceMs, 1500),
  },
  {
    what: 'Whole volume, one pane',
    bar: '4 s',
    value: (of) => slowest(withLayout(of, 'axial'), ({ wholeVolumeMs }) => wholeVolumeMs, 4000),
  },
  {
    what: 'Whole volume, three panes',
    bar: '4 s',
    value: (of) => slowest(withLayout(of, 'three'), ({ wholeVolumeMs }) => wholeVolumeMs, 4000),
  },
  {
    what: 'One label slice with its voxels in the window, in all three panes',
    bar: '130 ms',
    value: ({ labelSliceMs }) => atMost(labelSliceMs, 130),
  },
  {
    what: 'A propagation’s first batch (slices computed until the window asked), from its news to all three panes; makes the new layer',
    bar: '130 ms a slice',
    value: ({ propagatedMs }) => atMost(propagatedMs, 130),
  },
  ...(['scroll', 'window'] as const).map((kind): Row => ({
    what: `${kind === 'scroll' ? 'Scroll' : 'Window/level'}: frames with over 50 ms of our scripting`,
    bar: '0',
    value: (of) => {
      const { steps, longScriptMs, medianFrameMs } = of[kind]
      if (steps === 0) return null
      const longest = longScriptMs.length === 0 ? '' : ` (longest ${milliseconds(Math.max(...longScriptMs))})`
      const text = `${longScriptMs.length} of ${steps} steps${longest}; median frame ${milliseconds(medianFrameMs)}`
      return { text, isMet: longScriptMs.length === 0 }
    },
  })),
  {
    what: 'Tasks over 100 ms while a grid trains',
    bar: '0',
    value: ({ training: { seconds, longTasksMs } }) => {
      if (seconds === 0) return null
      const long = longTasksMs.filter((each) => each > 100)
      const longest = milliseconds(Math.max(0, ...longTasksMs))
      return {
        text: `${long.length} in ${seconds} s; longest task over 50 ms: ${longTasksMs.length === 0 ? 'none' : longest}`,
        isMet: long.length === 0,
      }
    },
  },
  {
    what: 'Memory of the page’s process after opening and closing volumes',
    bar: '+10 %',
    value: ({ memory }) => {
      if (memory === null) return null
      const { startPrivateBytes, endPrivateBytes, startHeapBytes, endHeapBytes, openedCount } = memory
      const [start, end] =
        startPrivateBytes === null || endPrivateBytes === null
          ? [startHeapBytes, endHeapBytes]
          : [startPrivateBytes, endPrivateBytes]
      const heap = `JavaScript ${megabytes(startHeapBytes)} → ${megabytes(endHeapBytes)}`
      return {
        text: `${megabytes(start)} → ${megabytes(end)} after ${openedCount}; ${heap}`,
        isMet: end <= 1.1 * start,
      }
    },
  },
]

/** The page docs/reference/window-speed.md. */
export function describeWindowSpeed(speed: WindowSpeed): string {
  const { startedAt, processor, cores, memoryBytes, system, node, measurements } = speed
  const load = measurements.map(({ renderer, measuredAt, otherLoadFraction, loadAverage }) => {
    const share =
      otherLoadFraction === null
        ? ''
        : `, processors ${Math.round(100 * otherLoadFraction)} % taken by all programs (the browser’s and the engine’s own included)`
    return `- ${renderer}, ${measuredAt.slice(0, 16).replace('T', ' ')} UTC: load average at the end ${loadAverage.toFixed(1)}${share}.`
  })
  const cell = (row: Row, of: WindowMeasurement) => {
    const value = row.value(of)
    if (value === null) return 'not measured'
    const hasBar = of.renderer.includes('llvmpipe')
    return hasBar ? `${value.isMet ? '**met**' : 'MISSED'}: ${value.text}` : value.text
  }
  const rows = ROWS.map((row) => `| ${[row.what, row.bar, ...measurements.map((of) => cell(row, of))].join(' | ')} |`)
  const names = measurements.map(({ renderer }) =>
    renderer.includes('llvmpipe') ? 'llvmpipe' : 'SwiftShader (no bar)',
  )
  return `# Speed of the window

Made by \`npm run bench:window\`, which writes this page and \`window-speed.json\`; do not edit. A synthetic CT of 512 × 512 × 300 int16 voxels with a
label map, stored plain and gzipped, served by the built server host to Chromium (1440 × 900) that draws without a graphics card. "On screen" is two
frames after the last drawing command.

${startedAt.slice(0, 10)}, ${processor}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GB of memory, ${system}, Node ${node}.

${load.join('\n')}

| | bar | ${names.join(' | ')} |
|---|---|${names.map(() => '---|').join('')}
${rows.join('\n')}
`
}
