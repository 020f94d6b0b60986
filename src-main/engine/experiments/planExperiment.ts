import { createHash } from 'node:crypto'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { nominalBudgetSlicesOf } from '../../domain/experiment/budget'
import { chooseTrainingCases } from '../../domain/experiment/chooseTrainingCases'
import { expandRuns, type Cell, type PlannedRun } from '../../domain/experiment/expandGrid'
import type { ExperimentSpec } from '../../domain/experiment/experimentSpec'
import type { CellConfiguration, Results } from '../../domain/experiment/results'
import {
  runIdentityText,
  SCIENCE_VERSION,
  type CaseIdentity,
  type RunIdentity,
} from '../../domain/experiment/runIdentity'
import { CASE_ROLES, type CaseRole } from '../../domain/cases/caseRole'
import { splitCases } from '../../domain/experiment/splitCases'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'

/** A case that can train and be judged: it has a dense label map. */
export interface ExperimentCase {
  readonly record: CaseRecord
  readonly labelPath: string
  /** Of the workspace's own copy, which is what is read. */
  readonly labelSha256: string
}

/** One run of the grid with everything that decides its result. */
export interface ExperimentRunPlan {
  readonly runId: string
  readonly cell: Cell
  readonly configuration: CellConfiguration
  readonly identity: RunIdentity
  readonly nominalBudgetSlices: number
  readonly annotatedSliceCount: number
  readonly trainingCases: readonly ExperimentCase[]
}

/** A spec laid out over the cases of a workspace. */
export interface ExperimentPlan {
  readonly spec: ExperimentSpec
  readonly dataset: Results['dataset']
  readonly sliceAxis: SliceAxis
  readonly classLabels: readonly number[]
  readonly runs: readonly ExperimentRunPlan[]
  readonly validationCases: readonly ExperimentCase[]
  readonly testCases: readonly ExperimentCase[]
}

/**
 * Splits the cases, expands the grid and names every run by the hash of what decides its result.
 * @throws SlicewrightError NO_CASES, or SPEC_INVALID where the split cannot be made, the cases count slices on different axes
 *   or the grid has more runs than the spec allows
 */
export function planExperiment({
  spec,
  cases,
  classNames,
  device,
}: {
  spec: ExperimentSpec
  cases: readonly ExperimentCase[]
  classNames: Readonly<Record<string, string>>
  device: RunIdentity['device']
}): ExperimentPlan {
  const split = splitCases({
    cases: cases.map(({ record: { caseId, patientId, splitHint } }) => ({ caseId, patientId, splitHint })),
    split: spec.split,
  })
  const byId = new Map(cases.map((each) => [each.record.caseId, each]))
  const casesOf = (caseIds: readonly string[]) => caseIds.flatMap((caseId) => byId.get(caseId) ?? [])
  const parts = { train: casesOf(split.train), validation: casesOf(split.validation), test: casesOf(split.test) }
  const used = CASE_ROLES.flatMap((role) => parts[role])
  const sliceAxis = commonSliceAxis(used)
  const classLabels = classLabelsOf(used, classNames)
  const trainingSliceCount = parts.train.reduce((sum, each) => sum + sliceCount(each, sliceAxis), 0)
  const context = { spec, parts, device, sliceAxis, classLabels, trainingSliceCount }
  const planned = expandRuns(spec)
  if (planned.length > spec.limits.runs)
    throw new SlicewrightError(
      'SPEC_INVALID',
      `limits.runs: the grid has ${planned.length} runs, allowed: at most ${spec.limits.runs}. Make the grid smaller or raise the limit.`,
      { details: { field: 'limits.runs', found: planned.length, allowed: spec.limits.runs } },
    )
  return {
    spec,
    sliceAxis,
    classLabels,
    dataset: {
      name: spec.dataset ?? [...new Set(used.map(({ record }) => record.dataset))].sort().join(' + '),
      classNames: { ...classNames },
      trainCaseIds: [...split.train],
      validationCaseIds: [...split.validation],
      testCaseIds: [...split.test],
      splitBy: split.splitBy,
      trainingSliceCount,
    },
    runs: planned.map((run) => planRun(run, context)),
    validationCases: parts.validation,
    testCases: parts.test,
  }
}

interface RunContext {
  readonly spec: ExperimentSpec
  readonly parts: Readonly<Record<CaseRole, readonly ExperimentCase[]>>
  readonly device: RunIdentity['device']
  readonly sliceAxis: SliceAxis
  readonly classLabels: readonly number[]
  readonly trainingSliceCount: number
}

function planRun({ cell, seed }: PlannedRun, context: RunContext): ExperimentRunPlan {
  const { spec, parts, device, sliceAxis, classLabels, trainingSliceCount } = context
  const { model, densityFraction, volumeFraction, policy, propagator } = cell
  const chosen = new Set(
    chooseTrainingCases({ caseIds: parts.train.map(({ record }) => record.caseId), volumeFraction, seed }),
  )
  const trainingCases = parts.train.filter(({ record }) => chosen.has(record.caseId))
  const configuration: CellConfiguration = {
    model,
    densityFraction,
    volumeFraction,
    policy,
    propagator,
    seed,
    steps: spec.training.stepCount,
  }
  // How often a checkpoint is written changes nothing: a resumed run is the same run.
  const { checkpointIntervalSteps: _, ...training } = spec.training
  const identity: RunIdentity = {
    scienceVersion: SCIENCE_VERSION,
    configuration,
    training,
    ...(propagator === null || spec.interpolatedWeight === 'one'
      ? {}
      : { interpolatedWeight: spec.interpolatedWeight }),
    classLabels,
    cases: [
      ...trainingCases.map(identityIn('train')),
      ...parts.validation.map(identityIn('validation')),
      ...parts.test.map(identityIn('test')),
    ],
    device,
  }
  return {
    runId: createHash('sha256').update(runIdentityText(identity)).digest('hex'),
    cell,
    configuration,
    identity,
    nominalBudgetSlices: nominalBudgetSlicesOf({ densityFraction, volumeFraction, trainingSliceCount }),
    annotatedSliceCount: trainingCases.reduce(
      (sum, each) => sum + sliceCountOf({ densityFraction, sliceCount: sliceCount(each, sliceAxis) }),
      0,
    ),
    trainingCases,
  }
}

function identityIn(role: CaseRole) {
  return ({ record, labelSha256 }: ExperimentCase): CaseIdentity => ({
    caseId: record.caseId,
    role,
    imageSha256: record.image.sha256,
    imageChannel: record.image.channel,
    labelSha256,
    sliceAxis: record.sliceAxis,
  })
}

function sliceCount({ record }: ExperimentCase, axis: SliceAxis): number {
  return sliceLayout(record.geometry.size, axis).sliceCount
}

/** The network counts slices on one axis, so all cases must. */
function commonSliceAxis(cases: readonly ExperimentCase[]): SliceAxis {
  const [axis, ...others] = new Set(cases.map(({ record }) => record.sliceAxis))
  if (others.length > 0)
    throw new SlicewrightError(
      'SPEC_INVALID',
      `The cases count slices on different axes (${[axis, ...others].join(', ')}). Name one data set with \`dataset:\`, or import all with one --axis.`,
      { details: { field: 'dataset', found: [axis, ...others] } },
    )
  return axis
}

/** The classes that the data set names, or those that occur where it names none. */
function classLabelsOf(cases: readonly ExperimentCase[], classNames: Readonly<Record<string, string>>): number[] {
  const named = Object.keys(classNames).map(Number)
  const occurring = cases.flatMap(({ record }) => record.classes)
  return [...new Set([...named, ...occurring])].filter((label) => label > 0).sort((a, b) => a - b)
}
