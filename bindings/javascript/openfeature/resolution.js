// Decisions as OpenFeature's resolutions, for every SDK: attributes, reasons, error codes, metadata.

/** The attributes of an evaluation context: the targeting key is `key`, and one that is named so does not count beside it. */
export function attributes(context) {
  const targetingKey = context?.targetingKey;
  if (targetingKey === undefined || targetingKey === null) return context;
  // `undefined` is an attribute that is missing (spec ).
  return { ...context, key: targetingKey, targetingKey: undefined };
}

/**
 * What a flag resolves to for an evaluation context. Never throws: what went wrong is in the resolution, with the caller's default.
 *
 * @param flags one snapshot, so that value, variant and revision are of one document
 * @param type what `typeof` says of the values that were asked for
 */
export function resolve(flags, key, context, type, fallback) {
  if (!isLoaded(flags)) return failure(fallback, 'PROVIDER_NOT_READY', 'no document has been loaded');
  const decision = flags.evaluate(key, attributes(context));
  const { value, variant, reason, errorCode } = decision;
  const flagMetadata = metadata(decision);
  if (errorCode !== undefined) return failure(fallback, errorCode, sentence(decision), flagMetadata);
  if (typeof value !== type) {
    const message = `flag \`${decision.flag}\` serves ${article(typeName(value))} where ${article(type)} was asked for`;
    return failure(fallback, 'TYPE_MISMATCH', message, { ...flagMetadata, cause: 'type-mismatch' });
  }
  return { value, variant, reason, flagMetadata };
}

/** Whether flags are those of a document: a store that has loaded none serves none. */
export function isLoaded(flags) {
  return flags.size > 0 || flags.revision !== undefined || flags.serial !== undefined;
}

function failure(value, errorCode, errorMessage, flagMetadata) {
  return { value, reason: 'ERROR', errorCode, errorMessage, flagMetadata };
}

/** The members of a decision that OpenFeature has no field for, named as in its canonical JSON (spec ). */
function metadata({ cause, rule, ring, stage, arm, bucket, required, track, revision }) {
  const metadata = { cause };
  if (rule !== undefined) metadata.rule = rule;
  if (ring !== undefined) metadata.ring = ring;
  if (stage !== undefined) metadata.stage = stage;
  if (arm !== undefined) metadata.arm = arm;
  if (bucket !== undefined) metadata.bucket = bucket;
  if (required !== undefined) metadata.required = required;
  if (track) metadata.track = true;
  if (revision !== undefined) metadata.revision = revision;
  return metadata;
}

/** What is wrong, where a decision has no value. */
function sentence({ flag, errorCode, errorDetail, cause }) {
  switch (errorCode) {
    case 'FLAG_NOT_FOUND':
      return `there is no flag \`${flag}\``;
    case 'PARSE_ERROR':
      return `flag \`${flag}\` is quarantined: ${errorDetail ?? cause}`;
    case 'INVALID_CONTEXT':
      return 'this is no context';
    default:
      return `flag \`${flag}\`: ${cause}`;
  }
}

function typeName(value) {
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(noun) {
  return `${/^[ao]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
