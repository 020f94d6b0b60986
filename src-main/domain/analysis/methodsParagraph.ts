import type { Results } from '../experiment/results'
import { BOOTSTRAP } from '../statistics/bootstrapInterval'
import { distinctNumbers } from './configurations'
import {
  describeCount,
  describeList,
  describePercent,
  describeQuantity,
  describeVolumeFraction,
} from './describeNumbers'
import { describePreprocessing, describeSettings } from './describePreprocessing'
import type { Provenance } from './provenance'

type Training = NonNullable<NonNullable<Provenance['spec']>['training']>

/** Paragraphs for the methods section of a paper: what was done, in words, as far as results and provenance know it. */
export function methodsParagraphs(results: Results, provenance: Provenance | null): string[] {
  const paragraphs = [
    [describeSoftware(results, provenance), describeData(results)],
    [describeSelection(results), describePropagation(results)],
    [describeTraining(results, provenance?.spec?.training ?? null)],
    [describeEvaluation(results)],
  ]
  return paragraphs.map((sentences) => sentences.filter((sentence) => sentence !== '').join(' '))
}

function describeSoftware({ experiment }: Results, provenance: Provenance | null): string {
  const { slicewright, node } = provenance?.versions ?? {}
  const { deviceId, library, threads } = provenance?.device ?? {}
  const { processor, platform, architecture } = provenance?.host ?? {}
  const where = [
    library,
    threads == null ? null : describeQuantity(threads, 'thread'),
    processor,
    platform,
    architecture,
  ]
  const computer = where.filter((part) => part != null).join(', ')
  const device = deviceId == null ? '' : ` on ${deviceId}${computer === '' ? '' : ` (${computer})`}`
  return (
    `The experiment “${experiment}” was run with Slicewright${slicewright == null ? '' : ` ${slicewright}`}` +
    `${node == null ? '' : ` (Node ${node})`}${device}; its design follows arXiv 2412.08081.`
  )
}

function describeData({ dataset }: Results): string {
  const { trainCaseIds, validationCaseIds, testCaseIds, classNames, name, splitBy, trainingSliceCount } = dataset
  const total = trainCaseIds.length + validationCaseIds.length + testCaseIds.length
  const classes = Object.entries(classNames)
    .filter(([label]) => label !== '0')
    .map(([, className]) => className)
  return (
    `The ${describeQuantity(total, 'case')} of ${name} were split by ${splitBy} into ${trainCaseIds.length} for training, ${validationCaseIds.length} for validation and ` +
    `${testCaseIds.length} for testing; the training volumes have T = ${describeCount(trainingSliceCount)} slices.` +
    (classes.length === 0 ? '' : ` Foreground ${classes.length === 1 ? 'class' : 'classes'}: ${describeList(classes)}.`)
  )
}

function describeSelection({ runs }: Results): string {
  const sparse = runs.filter((run) => !run.isDenseReference).map((run) => run.configuration)
  if (sparse.length === 0) return ''
  const densities = distinctNumbers(sparse.map((configuration) => configuration.densityFraction)).map(describePercent)
  const fractions = describeFractions(sparse.map(({ volumeFraction }) => volumeFraction))
  const policies = [...new Set(sparse.map(({ policy }) => policy))].sort()
  const seeds = distinctNumbers(sparse.map(({ seed }) => seed)).map(String)
  return (
    `In a fraction s (${fractions}) of the training volumes, drawn by a seeded permutation so that smaller subsets are part of larger ones, a fraction ρ (${describeList(densities)}) of the slices was ` +
    `annotated, chosen by ${describeList(policies)} on the stored grid (${seeds.length === 1 ? 'seed' : 'seeds'} ${describeList(seeds)}). All other voxels were marked as not annotated and ignored by the loss. ` +
    `The nominal budget is ρ·s·T slices. ${runs.some((run) => run.isDenseReference) ? 'A dense reference was trained on every slice of every training volume.' : ''}`
  ).trim()
}

function describePropagation({ runs }: Results): string {
  const filled = runs.map((run) => run.configuration).filter(({ propagator }) => propagator !== null)
  if (filled.length === 0) return ''
  const propagators = [...new Set(filled.map(({ propagator }) => propagator ?? ''))].sort()
  const fractions = describeFractions(filled.map(({ volumeFraction }) => volumeFraction))
  return `For s = ${fractions} networks were also trained on the same slices with masks propagated between them (${describeList(propagators)}).`
}

function describeTraining({ runs }: Results, training: Training | null): string {
  if (runs.length === 0) return ''
  const models = [...new Set(runs.map((run) => run.configuration.model))].sort()
  const steps = distinctNumbers(runs.map((run) => run.configuration.steps))
  const { metric } = runs[0].bestValidation
  const augmentation = describeSettings(training?.augmentation)
  const { batchSize, learningRate, schedule, weightDecay, validationIntervalSteps } = training ?? {}
  const settings = [
    batchSize == null ? null : `batches of ${batchSize}`,
    learningRate == null
      ? null
      : `initial learning rate ${learningRate}${schedule == null ? '' : `, ${schedule} schedule`}`,
    weightDecay == null ? null : `weight decay ${weightDecay}`,
  ].filter((setting) => setting !== null)
  const interval = validationIntervalSteps == null ? '' : ` looked at every ${validationIntervalSteps} steps,`
  const sentences = [
    `${describeList(models)} ${models.length === 1 ? 'was' : 'were'} trained from scratch for ${describeList(steps.map(describeCount))} steps in every configuration, with AdamW on cross-entropy plus soft Dice, ` +
      `both over annotated voxels only${settings.length === 0 ? '' : ` (${settings.join('; ')})`}.`,
    `The weights with the best ${metric} on the validation cases,${interval} were kept; test cases had no part in training or in choosing weights.`,
    describePreprocessing(training?.preprocessing),
    augmentation === '' ? '' : `Random augmentation, drawn anew for every slice: ${augmentation}.`,
    'Predictions were brought back to the stored grid by nearest neighbour.',
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** s in a sentence: "1" and not "all". */
function describeFractions(fractions: readonly number[]): string {
  return describeList(
    distinctNumbers(fractions).map((fraction) => (fraction === 1 ? '1' : describeVolumeFraction(fraction))),
  )
}

function describeEvaluation({ dataset, interpolationQuality }: Results): string {
  const measured = [...new Set(interpolationQuality.map(({ dataset: name }) => name))].sort()
  return (
    `Networks were compared on ${describeQuantity(dataset.testCaseIds.length, 'densely annotated test case')}. IoU and Dice are means over foreground classes for each case, then over cases; a class absent from reference and prediction is excluded, ` +
    `one absent from one of them scores 0. Pooled IoU divides the sum of intersections by the sum of unions over all test cases. HD95 is the larger of the two directed 95th percentiles of border distances, ASSD the mean over both borders, in mm. ` +
    `Intervals are ${describePercent(BOOTSTRAP.confidenceFraction)} percentile bootstrap intervals over cases (${describeCount(BOOTSTRAP.resampleCount)} resamples, seed ${BOOTSTRAP.seed}); differences are paired by case.` +
    (measured.length === 0
      ? ''
      : ` Interpolated masks were compared with human ones on ${describeList(measured)}, over all slices and over the unannotated ones alone.`)
  )
}
