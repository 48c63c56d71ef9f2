/** What documents ask to be heard, done. */

export { createAnalysisJobs, type AnalysisJobs, type JobDependencies } from './analysis-jobs.ts';
