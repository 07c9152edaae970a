/** The stages of a running study that take time. */
export type StudyStage = 'enrolling' | 'profiling' | 'training' | 'sampling' | 'assessing' | 'releasing';

export const STUDY_STAGES: readonly StudyStage[] = [
  'enrolling',
  'profiling',
  'training',
  'sampling',
  'assessing',
  'releasing',
];
