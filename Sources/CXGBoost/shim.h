// Types only: the library is opened when training first needs it, so that predicting does not pay for loading it.
#include <xgboost/c_api.h>
typedef __typeof__(&XGBGetLastError) XGBGetLastError_function;
typedef __typeof__(&XGDMatrixCreateFromMat) XGDMatrixCreateFromMat_function;
typedef __typeof__(&XGDMatrixFree) XGDMatrixFree_function;
typedef __typeof__(&XGDMatrixSetFloatInfo) XGDMatrixSetFloatInfo_function;
typedef __typeof__(&XGBoosterCreate) XGBoosterCreate_function;
typedef __typeof__(&XGBoosterFree) XGBoosterFree_function;
typedef __typeof__(&XGBoosterSetParam) XGBoosterSetParam_function;
typedef __typeof__(&XGBoosterUpdateOneIter) XGBoosterUpdateOneIter_function;
typedef __typeof__(&XGBoosterPredict) XGBoosterPredict_function;
typedef __typeof__(&XGBoosterSaveModelToBuffer) XGBoosterSaveModelToBuffer_function;
