import type { Field } from '#tabular/dictionary';
import { type Amlsg, loadAmlsg } from '../../libs/tabular/testing/amlsg.ts';

/** Times are modelled on their own scale: their Kaplan–Meier curves are read there, and most of the mass lies far from 0. */
const TIMES = new Set(['os_months', 'efs_months']);

/** The cohort with the roles under which CTAB-GAN+ learns it. */
export async function benchAmlsg(): Promise<Amlsg | undefined> {
  const amlsg = await loadAmlsg();
  if (amlsg === undefined) return undefined;
  return { ...amlsg, dictionary: { ...amlsg.dictionary, fields: amlsg.dictionary.fields.map(modelled) } };
}

function modelled(field: Field): Field {
  return field.kind === 'numeric' && TIMES.has(field.name) ? { ...field, role: 'continuous' } : field;
}
