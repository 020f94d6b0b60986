import * as tf from '@tensorflow/tfjs'

/** Keeps Dice defined where a class is absent, as in nnU-Net. */
const DICE_SMOOTHING = 1e-5

/**
 * Cross-entropy plus soft Dice over the annotated pixels only (method.md F1):
 *
 *     CE     = Σ m·(−log p_y) / max(1, Σ m)
 *     Dice_c = (2 Σ m·p_c·y_c + ε) / (Σ m·p_c + Σ m·y_c + ε)
 *     loss   = CE + 1 − mean over foreground classes of Dice_c
 *
 * Dice sums over the whole batch, because many sparse slices hold no foreground; background has no Dice of its own, since it
 * would be nearly 1 whatever the network does. A mask between 0 and 1 weighs pixels, for example by trust in propagated labels.
 *
 * @param options.logits [batch, height, width, classCount], unscaled
 * @param options.targets [batch, height, width, classCount], one-hot; anything where the mask is 0
 * @param options.mask [batch, height, width, 1], 0 where not annotated
 * @returns scalar; 0, with zero gradients, if nothing is annotated
 */
export function maskedSegmentationLoss(options: {
  logits: tf.Tensor4D
  targets: tf.Tensor4D
  mask: tf.Tensor4D
}): tf.Scalar {
  const { logits, targets, mask } = options
  return tf.tidy(() => {
    const logProbabilities = tf.logSoftmax(logits, -1)
    const masked = tf.mul(targets, mask)
    const crossEntropy = tf.neg(tf.div(tf.sum(tf.mul(masked, logProbabilities)), tf.maximum(tf.sum(mask), 1)))

    const space = [0, 1, 2]
    const probabilities = tf.mul(tf.exp(logProbabilities), mask)
    const overlap = tf.sum(tf.mul(probabilities, targets), space)
    const sizes = tf.add(tf.sum(probabilities, space), tf.sum(masked, space))
    const dice = tf.div(tf.add(tf.mul(overlap, 2), DICE_SMOOTHING), tf.add(sizes, DICE_SMOOTHING))
    const foregroundDice = tf.slice(dice, [1], [logits.shape[3] - 1])

    return tf.add(crossEntropy, tf.sub(1, tf.mean(foregroundDice))).asScalar()
  })
}
