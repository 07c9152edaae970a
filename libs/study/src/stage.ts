/** The stages of a running study that take time. */
export type StudyStage = 'enrolling' | 'profiling' | 'training' | 'sampling' | 'assessing' | 'releasing';
