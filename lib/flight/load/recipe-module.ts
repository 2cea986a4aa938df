/** Runvar with the absolute path of the module of a user's recipe. */
export const RECIPE_MODULE = 'recipe_module';
