// Decisions. Two of one flag that have one shape differ in nothing but their bucket: what they share is a template, read from the
// engine's canonical JSON once.

import { record } from './json.js';

// Why fields are declared, here and elsewhere: an assignment alone may call what somebody gave to all objects.
export class Decision {
  flag;
  value;
  variant;
  reason;
  cause;
  rule;
  ring;
  stage;
  arm;
  bucket;
  required;
  errorCode;
  errorDetail;
  store;
  track;
  revision;
  #template;

  constructor(template, bucket) {
    this.flag = template.flag;
    this.value = template.value;
    this.variant = template.variant;
    this.reason = template.reason;
    this.cause = template.cause;
    this.rule = template.rule;
    this.ring = template.ring;
    this.stage = template.stage;
    this.arm = template.arm;
    this.bucket = bucket;
    this.required = template.required;
    this.errorCode = template.errorCode;
    this.errorDetail = template.errorDetail;
    this.store = template.store;
    this.track = template.track;
    this.revision = template.revision;
    this.#template = template;
  }

  get isOn() {
    return this.value === true;
  }

  toJSON() {
    return JSON.parse(this.canonical());
  }

  canonical() {
    return this.#template.canonical(this.bucket);
  }
}

// What decisions of one shape share.
export class Template {
  flag;
  value;
  variant;
  reason;
  cause;
  rule;
  ring;
  stage;
  arm;
  required;
  errorCode;
  errorDetail;
  store;
  track;
  revision;
  // Around the bucket.
  #head;
  #tail;

  // `canonical` is the JSON of one of them; `values` are those of the flag's variants, which everybody shares.
  constructor(canonical, values) {
    const { flag, variant, reason, cause, rule, ring, stage, arm, bucket, required, error_code, error_detail, store, track = false, revision } = record(canonical);
    this.flag = flag;
    this.value = values?.get(variant);
    this.variant = variant;
    this.reason = reason;
    this.cause = cause;
    this.rule = rule;
    this.ring = ring;
    this.stage = stage;
    this.arm = arm;
    this.required = required;
    this.errorCode = error_code;
    this.errorDetail = error_detail;
    this.store = store && Object.freeze(store);
    this.track = track;
    this.revision = revision;
    const behind = JSON.stringify({ required, error_code, error_detail, store, track: track || undefined, revision }).slice(1);
    this.#tail = behind === '}' ? behind : `,${behind}`;
    this.#head = canonical.slice(0, canonical.length - this.#tail.length - member(bucket).length);
  }

  canonical(bucket) {
    return this.#head + member(bucket) + this.#tail;
  }

  // The same flag's template for a value of another type than was expected (spec ).
  mismatch() {
    return new Template(refusal(this, 'type-mismatch', 'TYPE_MISMATCH'));
  }
}

function member(bucket) {
  return bucket === undefined ? '' : `,"bucket":${bucket}`;
}

// The canonical JSON of an error.
export function refusal({ flag, track, revision }, cause, error_code) {
  return JSON.stringify({ flag, reason: 'ERROR', cause, error_code, track: track || undefined, revision });
}
