// workers are found beside their modules, so those are taken as they are
export default { optimizeDeps: { exclude: ['melograph'] }, worker: { format: 'es' } };
