#ifndef CTFLITE_H
#define CTFLITE_H

// The tables of a .tflite file, read in place. Every pointer that a function gives lives as long as the file's bytes.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CTFLiteModel CTFLiteModel;
typedef struct CTFLiteSubgraph CTFLiteSubgraph;

// Text that no zero ends; none where the file has none.
typedef struct {
    const char *start;
    size_t count;
} CTFLiteText;

typedef struct {
    const uint8_t *start;
    size_t count;
} CTFLiteBytes;

typedef struct {
    const int32_t *start;
    size_t count;
} CTFLiteIntegers;

typedef struct {
    int32_t builtinCode;
    int32_t version;
    CTFLiteText customCode;
} CTFLiteOperatorCode;

typedef struct {
    CTFLiteText name;
    // A number of TensorType.
    int32_t type;
    CTFLiteIntegers shape;
    CTFLiteIntegers shapeSignature;
    bool hasShape;
    bool hasRank;
    bool isVariable;
    bool isSparse;
    uint32_t buffer;
    const float *scales;
    size_t scaleCount;
    const int64_t *zeroPoints;
    size_t zeroPointCount;
    int32_t quantizedDimension;
} CTFLiteTensor;

typedef struct {
    uint32_t operatorCode;
    CTFLiteIntegers inputs;
    CTFLiteIntegers outputs;
    size_t customOptionsCount;
    uint64_t largeCustomOptionsOffset;
    uint64_t largeCustomOptionsSize;
} CTFLiteOperator;

// Elements in the file's tables, and, where offset is more than 1, behind them.
typedef struct {
    CTFLiteBytes data;
    uint64_t offset;
    uint64_t size;
} CTFLiteBuffer;

enum CTFLiteKind { CTFLiteInteger, CTFLiteReal, CTFLiteString, CTFLiteList, CTFLiteOther };

// A field of an operator's options that the file sets.
typedef struct {
    // A name of the schema, which lives for ever.
    const char *name;
    enum CTFLiteKind kind;
    int64_t integer;
    double real;
    CTFLiteText text;
    // The elements of a list of integers, of elementSize bytes each.
    CTFLiteBytes list;
    size_t elementSize;
} CTFLiteAttribute;

// The most fields that a table of options has.
enum { CTFLiteAttributeLimit = 32 };

// The model; none where an offset or a length leads out of the bytes, of which at most 2³¹ − 2 hold tables.
const CTFLiteModel *ctfliteModel(const void *bytes, size_t count);

uint32_t ctfliteVersion(const CTFLiteModel *model);
CTFLiteText ctfliteDescription(const CTFLiteModel *model);
size_t ctfliteOperatorCodeCount(const CTFLiteModel *model);
CTFLiteOperatorCode ctfliteOperatorCode(const CTFLiteModel *model, size_t index);
size_t ctfliteBufferCount(const CTFLiteModel *model);
CTFLiteBuffer ctfliteBuffer(const CTFLiteModel *model, size_t index);
size_t ctfliteSubgraphCount(const CTFLiteModel *model);
const CTFLiteSubgraph *ctfliteSubgraph(const CTFLiteModel *model, size_t index);
// The name and the buffer of an entry of metadata; false past the last.
bool ctfliteMetadata(const CTFLiteModel *model, size_t index, CTFLiteText *name, uint32_t *buffer);
// The key and the subgraph of a signature; false past the last.
bool ctfliteSignature(const CTFLiteModel *model, size_t index, CTFLiteText *key, uint32_t *subgraph);

CTFLiteText ctfliteSubgraphName(const CTFLiteSubgraph *subgraph);
CTFLiteIntegers ctfliteInputs(const CTFLiteSubgraph *subgraph);
CTFLiteIntegers ctfliteOutputs(const CTFLiteSubgraph *subgraph);
size_t ctfliteTensorCount(const CTFLiteSubgraph *subgraph);
CTFLiteTensor ctfliteTensor(const CTFLiteSubgraph *subgraph, size_t index);
size_t ctfliteOperatorCount(const CTFLiteSubgraph *subgraph);
CTFLiteOperator ctfliteOperator(const CTFLiteSubgraph *subgraph, size_t index);
// The fields of an operator's options that the file sets; at most CTFLiteAttributeLimit.
size_t ctfliteAttributes(const CTFLiteSubgraph *subgraph, size_t index, CTFLiteAttribute *attributes);

// The name of a builtin operator; none for a number that no operator has.
const char *ctfliteBuiltinName(int32_t code);
// The number of the TensorType of that name; -1 where there is none.
int32_t ctfliteTensorType(const char *name, size_t count);

typedef struct CTFLiteCopy CTFLiteCopy;

// A copy of the tables, in which a buffer keeps its data only where keeps says so; none where it would be of more than
// limit bytes. Equal tables give equal bytes.
CTFLiteCopy *ctfliteCopy(const CTFLiteModel *model, const bool *keeps, size_t limit);
CTFLiteBytes ctfliteCopiedBytes(const CTFLiteCopy *copy);
void ctfliteReleaseCopy(CTFLiteCopy *copy);

typedef struct CTFLiteWriter CTFLiteWriter;

// Tables of one subgraph that grow tensor by tensor and operator by operator.
CTFLiteWriter *ctfliteWriter(void);
// Adds a tensor; with data it is a constant. Of the fields, buffer, shapeSignature, hasShape, hasRank and isSparse are not
// read.
void ctfliteAddTensor(CTFLiteWriter *writer, CTFLiteTensor tensor, CTFLiteBytes data);
// Begins an operator; false for a name that no builtin operator has.
bool ctfliteBeginOperator(CTFLiteWriter *writer, const char *name);
// Sets a number of the operator's options; false for a name that they do not have.
bool ctfliteSetInteger(CTFLiteWriter *writer, const char *name, int64_t value);
bool ctfliteSetReal(CTFLiteWriter *writer, const char *name, double value);
void ctfliteEndOperator(CTFLiteWriter *writer, CTFLiteIntegers inputs, CTFLiteIntegers outputs);
// The file; nothing may be added behind it.
CTFLiteBytes ctfliteFinish(CTFLiteWriter *writer, CTFLiteText name, CTFLiteIntegers inputs, CTFLiteIntegers outputs);
void ctfliteReleaseWriter(CTFLiteWriter *writer);

#ifdef __cplusplus
}
#endif

#endif
