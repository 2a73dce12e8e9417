/** Is called before every evaluation of the deviance; throws {@link Stopped} to end the computation. */
export type Guard = () => void;

/** A reader has stopped the computation. */
export class Stopped extends Error {}
