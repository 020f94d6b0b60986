import { closeSync, openSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { foldCurves, type Curve } from '../../contract/experiments'
import type { Measurement } from '../../contract/jobs'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import { parseJson } from './runFiles'

const METRICS_FILE = 'metrics.ndjson'

const lineSchema = z.object({ series: z.string(), step: z.number(), value: z.number() })

/**
 * The curves of a run: one line of JSON a measurement, appended as it is made, so that a process that dies loses none. They are
 * for people to look at and no part of any result.
 */
export class RunMetrics {
  private readonly file: number

  private constructor(file: number) {
    this.file = file
  }

  /**
   * Goes on with the file of an earlier attempt, after taking out a torn last line. What that attempt measured beyond its last
   * checkpoint is measured again: `foldCurves` then drops it.
   */
  static async open(runFolder: string): Promise<RunMetrics> {
    const path = join(runFolder, METRICS_FILE)
    const known = await readLines(path)
    if (known.length > 0) await writeFileAtomically({ path, data: linesOf(known) })
    return new RunMetrics(openSync(path, 'a'))
  }

  /** Synchronous: a line is a few dozen bytes, a step takes many times longer, and curves must not lag behind a crash. */
  append(measurements: readonly Measurement[]): void {
    if (measurements.length > 0) writeSync(this.file, linesOf(measurements))
  }

  close(): void {
    closeSync(this.file)
  }
}

/** The curves of a run as they stand on disk, also while it runs; [] where none were measured. */
export async function readRunCurves(runFolder: string): Promise<Curve[]> {
  return foldCurves([], await readLines(join(runFolder, METRICS_FILE)))
}

async function readLines(path: string): Promise<Measurement[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const parsed = lineSchema.safeParse(parseJson(line))
    return parsed.success ? [parsed.data] : []
  })
}

function linesOf(measurements: readonly Measurement[]): string {
  return measurements.map((each) => `${JSON.stringify(each)}\n`).join('')
}
