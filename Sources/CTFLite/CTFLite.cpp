#include "CTFLite.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>
#include <vector>

#include <flatbuffers/minireflect.h>

#include "tflite_generated.h"

using namespace kernelcast::tflite;
using flatbuffers::ElementaryType;
using flatbuffers::TypeTable;

namespace {

const Model *table(const CTFLiteModel *model) { return reinterpret_cast<const Model *>(model); }

const SubGraph *table(const CTFLiteSubgraph *subgraph) { return reinterpret_cast<const SubGraph *>(subgraph); }

CTFLiteText text(const flatbuffers::String *string) {
    return string ? CTFLiteText{string->c_str(), string->size()} : CTFLiteText{nullptr, 0};
}

template <typename T> size_t count(const flatbuffers::Vector<T> *vector) { return vector ? vector->size() : 0; }

CTFLiteIntegers integers(const flatbuffers::Vector<int32_t> *vector) {
    return vector ? CTFLiteIntegers{vector->data(), vector->size()} : CTFLiteIntegers{nullptr, 0};
}

const uint8_t *target(const uint8_t *field) { return field + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(field); }

const uint8_t *fieldAddress(const flatbuffers::Table *table, size_t index) {
    return table->GetAddressOf(flatbuffers::FieldIndexToOffset(static_cast<flatbuffers::voffset_t>(index)));
}

const TypeTable *reference(const TypeTable *types, size_t index) {
    auto place = types->type_codes[index].sequence_ref;
    return place < 0 ? nullptr : types->type_refs[place]();
}

// The type of the table that a union holds; none for a kind that the schema does not know.
const TypeTable *member(const TypeTable *types, uint8_t kind) {
    if (kind == 0 || kind >= types->num_elems) return nullptr;
    return reference(types, kind);
}

size_t scalarSize(ElementaryType type) { return flatbuffers::InlineSize(type, nullptr); }

int64_t integer(ElementaryType type, const uint8_t *field) {
    switch (type) {
    case flatbuffers::ET_CHAR: return flatbuffers::ReadScalar<int8_t>(field);
    case flatbuffers::ET_SHORT: return flatbuffers::ReadScalar<int16_t>(field);
    case flatbuffers::ET_USHORT: return flatbuffers::ReadScalar<uint16_t>(field);
    case flatbuffers::ET_INT: return flatbuffers::ReadScalar<int32_t>(field);
    case flatbuffers::ET_UINT: return flatbuffers::ReadScalar<uint32_t>(field);
    case flatbuffers::ET_LONG:
    case flatbuffers::ET_ULONG: return flatbuffers::ReadScalar<int64_t>(field);
    default: return *field;
    }
}

CTFLiteAttribute attribute(const char *name, ElementaryType type, bool isList, const uint8_t *field) {
    CTFLiteAttribute result = {};
    result.name = name;
    if (isList) {
        auto vector = reinterpret_cast<const flatbuffers::Vector<uint8_t> *>(target(field));
        bool holdsIntegers = type != flatbuffers::ET_SEQUENCE && type != flatbuffers::ET_STRING &&
            type != flatbuffers::ET_FLOAT && type != flatbuffers::ET_DOUBLE;
        result.kind = holdsIntegers ? CTFLiteList : CTFLiteOther;
        result.list = {vector->Data(), vector->size()};
        result.elementSize = holdsIntegers ? scalarSize(type) : 0;
        return result;
    }
    switch (type) {
    case flatbuffers::ET_FLOAT:
        result.kind = CTFLiteReal;
        result.real = flatbuffers::ReadScalar<float>(field);
        break;
    case flatbuffers::ET_DOUBLE:
        result.kind = CTFLiteReal;
        result.real = flatbuffers::ReadScalar<double>(field);
        break;
    case flatbuffers::ET_STRING:
        result.kind = CTFLiteString;
        result.text = text(reinterpret_cast<const flatbuffers::String *>(target(field)));
        break;
    case flatbuffers::ET_SEQUENCE: result.kind = CTFLiteOther; break;
    default:
        result.kind = CTFLiteInteger;
        result.integer = integer(type, field);
    }
    return result;
}

// Adds the fields that a table of options sets.
void collect(const void *options, const TypeTable *types, CTFLiteAttribute *attributes, size_t &found) {
    if (!options || !types) return;
    for (size_t index = 0; index < types->num_elems && found < CTFLiteAttributeLimit; index++) {
        auto field = fieldAddress(static_cast<const flatbuffers::Table *>(options), index);
        if (!field) continue;
        auto code = types->type_codes[index];
        attributes[found++] = attribute(
            types->names[index], static_cast<ElementaryType>(code.base_type), code.is_repeating, field);
    }
}

} // namespace

const CTFLiteModel *ctfliteModel(const void *bytes, size_t count) {
    auto start = static_cast<const uint8_t *>(bytes);
    auto size = std::min<size_t>(count, FLATBUFFERS_MAX_BUFFER_SIZE - 1);
    // A table takes eight bytes; that some are shared is allowed for, that all are by all is not.
    flatbuffers::Verifier verifier(start, size, 64, static_cast<flatbuffers::uoffset_t>(1 << 16 | size / 4));
    if (!verifier.VerifyBuffer<Model>("TFL3")) return nullptr;
    return reinterpret_cast<const CTFLiteModel *>(GetModel(start));
}

uint32_t ctfliteVersion(const CTFLiteModel *model) { return table(model)->version(); }

CTFLiteText ctfliteDescription(const CTFLiteModel *model) { return text(table(model)->description()); }

size_t ctfliteOperatorCodeCount(const CTFLiteModel *model) { return count(table(model)->operator_codes()); }

CTFLiteOperatorCode ctfliteOperatorCode(const CTFLiteModel *model, size_t index) {
    auto code = table(model)->operator_codes()->Get(static_cast<flatbuffers::uoffset_t>(index));
    // Older files have the byte alone, newer ones both, and then the byte is 127 where it is too small.
    auto number = std::max(static_cast<int32_t>(code->deprecated_builtin_code()), static_cast<int32_t>(code->builtin_code()));
    return {number, code->version(), text(code->custom_code())};
}

size_t ctfliteBufferCount(const CTFLiteModel *model) { return count(table(model)->buffers()); }

CTFLiteBuffer ctfliteBuffer(const CTFLiteModel *model, size_t index) {
    auto buffer = table(model)->buffers()->Get(static_cast<flatbuffers::uoffset_t>(index));
    auto data = buffer->data();
    return {{data ? data->data() : nullptr, count(data)}, buffer->offset(), buffer->size()};
}

size_t ctfliteSubgraphCount(const CTFLiteModel *model) { return count(table(model)->subgraphs()); }

const CTFLiteSubgraph *ctfliteSubgraph(const CTFLiteModel *model, size_t index) {
    return reinterpret_cast<const CTFLiteSubgraph *>(
        table(model)->subgraphs()->Get(static_cast<flatbuffers::uoffset_t>(index)));
}

bool ctfliteMetadata(const CTFLiteModel *model, size_t index, CTFLiteText *name, uint32_t *buffer) {
    auto entries = table(model)->metadata();
    if (index >= count(entries)) return false;
    auto entry = entries->Get(static_cast<flatbuffers::uoffset_t>(index));
    *name = text(entry->name());
    *buffer = entry->buffer();
    return true;
}

bool ctfliteSignature(const CTFLiteModel *model, size_t index, CTFLiteText *key, uint32_t *subgraph) {
    auto signatures = table(model)->signature_defs();
    if (index >= count(signatures)) return false;
    auto signature = signatures->Get(static_cast<flatbuffers::uoffset_t>(index));
    *key = text(signature->signature_key());
    *subgraph = signature->subgraph_index();
    return true;
}

CTFLiteText ctfliteSubgraphName(const CTFLiteSubgraph *subgraph) { return text(table(subgraph)->name()); }

CTFLiteIntegers ctfliteInputs(const CTFLiteSubgraph *subgraph) { return integers(table(subgraph)->inputs()); }

CTFLiteIntegers ctfliteOutputs(const CTFLiteSubgraph *subgraph) { return integers(table(subgraph)->outputs()); }

size_t ctfliteTensorCount(const CTFLiteSubgraph *subgraph) { return count(table(subgraph)->tensors()); }

CTFLiteTensor ctfliteTensor(const CTFLiteSubgraph *subgraph, size_t index) {
    auto tensor = table(subgraph)->tensors()->Get(static_cast<flatbuffers::uoffset_t>(index));
    CTFLiteTensor result = {};
    result.name = text(tensor->name());
    result.type = static_cast<int32_t>(tensor->type());
    result.shape = integers(tensor->shape());
    result.shapeSignature = integers(tensor->shape_signature());
    result.hasShape = tensor->shape() != nullptr;
    result.hasRank = tensor->has_rank();
    result.isVariable = tensor->is_variable();
    result.isSparse = tensor->sparsity() != nullptr;
    result.buffer = tensor->buffer();
    if (auto quantization = tensor->quantization()) {
        result.scaleCount = count(quantization->scale());
        result.scales = result.scaleCount ? quantization->scale()->data() : nullptr;
        result.zeroPointCount = count(quantization->zero_point());
        result.zeroPoints = result.zeroPointCount ? quantization->zero_point()->data() : nullptr;
        result.quantizedDimension = quantization->quantized_dimension();
    }
    return result;
}

size_t ctfliteOperatorCount(const CTFLiteSubgraph *subgraph) { return count(table(subgraph)->operators()); }

CTFLiteOperator ctfliteOperator(const CTFLiteSubgraph *subgraph, size_t index) {
    auto node = table(subgraph)->operators()->Get(static_cast<flatbuffers::uoffset_t>(index));
    return {
        node->opcode_index(), integers(node->inputs()), integers(node->outputs()), count(node->custom_options()),
        node->large_custom_options_offset(), node->large_custom_options_size()};
}

size_t ctfliteAttributes(const CTFLiteSubgraph *subgraph, size_t index, CTFLiteAttribute *attributes) {
    auto node = table(subgraph)->operators()->Get(static_cast<flatbuffers::uoffset_t>(index));
    size_t found = 0;
    collect(
        node->builtin_options(), member(BuiltinOptionsTypeTable(), static_cast<uint8_t>(node->builtin_options_type())),
        attributes, found);
    collect(
        node->builtin_options_2(),
        member(BuiltinOptions2TypeTable(), static_cast<uint8_t>(node->builtin_options_2_type())), attributes, found);
    return found;
}

const char *ctfliteBuiltinName(int32_t code) {
    auto types = BuiltinOperatorTypeTable();
    return code >= 0 && static_cast<size_t>(code) < types->num_elems ? types->names[code] : nullptr;
}

int32_t ctfliteTensorType(const char *name, size_t count) {
    auto types = TensorTypeTypeTable();
    for (size_t index = 0; index < types->num_elems; index++) {
        if (std::strlen(types->names[index]) == count && std::memcmp(types->names[index], name, count) == 0) {
            return static_cast<int32_t>(index);
        }
    }
    return -1;
}

struct CTFLiteCopy {
    flatbuffers::FlatBufferBuilder builder;
};

namespace {

// Rebuilds tables as the schema describes them, the leaves first; what the schema does not know is left out.
class Copier {
  public:
    Copier(flatbuffers::FlatBufferBuilder &builder, const bool *keeps, size_t limit)
        : builder(builder), keeps(keeps), limit(limit) {}

    bool isOverLimit = false;

    flatbuffers::uoffset_t copy(const flatbuffers::Table *table, const TypeTable *types) {
        struct Reference {
            size_t index;
            flatbuffers::uoffset_t offset;
        };
        std::vector<Reference> references;
        for (size_t index = 0; index < types->num_elems && !isOverLimit; index++) {
            auto field = fieldAddress(table, index);
            if (!field || isLeftOut(types, index)) continue;
            if (auto offset = copyReference(table, types, index, field)) references.push_back({index, offset});
        }
        auto start = builder.StartTable();
        for (size_t index = 0; index < types->num_elems; index++) {
            auto field = fieldAddress(table, index);
            if (!field || isReference(types, index)) continue;
            copyScalar(types, index, field);
        }
        for (auto reference : references) {
            builder.AddOffset(offset(reference.index), flatbuffers::Offset<void>(reference.offset));
        }
        return builder.EndTable(start);
    }

  private:
    flatbuffers::FlatBufferBuilder &builder;
    const bool *keeps;
    size_t limit;
    size_t bufferIndex = 0;

    static flatbuffers::voffset_t offset(size_t index) {
        return flatbuffers::FieldIndexToOffset(static_cast<flatbuffers::voffset_t>(index));
    }

    static ElementaryType type(const TypeTable *types, size_t index) {
        return static_cast<ElementaryType>(types->type_codes[index].base_type);
    }

    static bool isReference(const TypeTable *types, size_t index) {
        auto type = Copier::type(types, index);
        return types->type_codes[index].is_repeating || type == flatbuffers::ET_STRING || type == flatbuffers::ET_SEQUENCE;
    }

    // Data of a buffer stands in field 0 of its table.
    bool isLeftOut(const TypeTable *types, size_t index) const {
        return types == BufferTypeTable() && index == 0 && !keeps[bufferIndex];
    }

    // Whether there is room for more; checked before it is taken.
    bool admits(size_t count) {
        isOverLimit = isOverLimit || count > limit || builder.GetSize() > limit - count;
        return !isOverLimit;
    }

    void copyScalar(const TypeTable *types, size_t index, const uint8_t *field) {
        // Room for a part of a buffer that is left out is no longer there.
        if (types == BufferTypeTable() && !keeps[bufferIndex]) return;
        switch (scalarSize(type(types, index))) {
        case 1: builder.AddElement(offset(index), flatbuffers::ReadScalar<uint8_t>(field)); break;
        case 2: builder.AddElement(offset(index), flatbuffers::ReadScalar<uint16_t>(field)); break;
        case 4: builder.AddElement(offset(index), flatbuffers::ReadScalar<uint32_t>(field)); break;
        default: builder.AddElement(offset(index), flatbuffers::ReadScalar<uint64_t>(field));
        }
    }

    flatbuffers::uoffset_t copyReference(
        const flatbuffers::Table *table, const TypeTable *types, size_t index, const uint8_t *field) {
        if (!isReference(types, index) || !admits(64)) return 0;
        auto type = Copier::type(types, index);
        if (types->type_codes[index].is_repeating) return copyVector(type, reference(types, index), target(field));
        if (type == flatbuffers::ET_STRING) return copyString(target(field));
        auto inner = reference(types, index);
        if (inner->st == flatbuffers::ST_UNION) {
            auto kind = fieldAddress(table, index - 1);
            inner = kind ? member(inner, *kind) : nullptr;
        }
        if (!inner) return 0;
        return copy(reinterpret_cast<const flatbuffers::Table *>(target(field)), inner);
    }

    flatbuffers::uoffset_t copyString(const uint8_t *value) {
        auto string = reinterpret_cast<const flatbuffers::String *>(value);
        return admits(string->size()) ? builder.CreateString(string).o : 0;
    }

    flatbuffers::uoffset_t copyVector(ElementaryType type, const TypeTable *inner, const uint8_t *value) {
        auto count = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(value);
        auto elements = value + sizeof(flatbuffers::uoffset_t);
        if (type != flatbuffers::ET_SEQUENCE && type != flatbuffers::ET_STRING) {
            auto size = scalarSize(type);
            if (!admits(count * size)) return 0;
            builder.StartVector(count, size);
            builder.PushBytes(elements, count * size);
            return builder.EndVector(count);
        }
        std::vector<flatbuffers::Offset<void>> offsets;
        for (flatbuffers::uoffset_t index = 0; index < count && admits(64); index++) {
            auto element = target(elements + index * sizeof(flatbuffers::uoffset_t));
            if (inner == BufferTypeTable()) bufferIndex = index;
            auto offset = type == flatbuffers::ET_STRING
                ? copyString(element) : copy(reinterpret_cast<const flatbuffers::Table *>(element), inner);
            offsets.emplace_back(offset);
        }
        if (isOverLimit) return 0;
        return builder.CreateVector(offsets).o;
    }
};

} // namespace

CTFLiteCopy *ctfliteCopy(const CTFLiteModel *model, const bool *keeps, size_t limit) {
    auto copy = new CTFLiteCopy();
    Copier copier(copy->builder, keeps, limit);
    auto root = copier.copy(reinterpret_cast<const flatbuffers::Table *>(model), ModelTypeTable());
    if (copier.isOverLimit) {
        delete copy;
        return nullptr;
    }
    copy->builder.Finish(flatbuffers::Offset<Model>(root), "TFL3");
    return copy;
}

CTFLiteBytes ctfliteCopiedBytes(const CTFLiteCopy *copy) {
    return {copy->builder.GetBufferPointer(), copy->builder.GetSize()};
}

void ctfliteReleaseCopy(CTFLiteCopy *copy) { delete copy; }

struct CTFLiteWriter {
    struct Setting {
        size_t index;
        int64_t integer;
        double real;
    };

    flatbuffers::FlatBufferBuilder builder;
    std::vector<flatbuffers::Offset<Buffer>> buffers;
    std::vector<flatbuffers::Offset<Tensor>> tensors;
    std::vector<flatbuffers::Offset<Operator>> operators;
    std::vector<flatbuffers::Offset<OperatorCode>> codes;
    std::vector<int32_t> codeNumbers;
    // Of the operator that was begun.
    int32_t code = 0;
    uint8_t optionsKind = 0;
    const TypeTable *options = nullptr;
    std::vector<Setting> settings;

    flatbuffers::Offset<flatbuffers::String> string(CTFLiteText text) {
        return text.start ? builder.CreateString(text.start, text.count) : builder.CreateString("", 0);
    }

    flatbuffers::Offset<flatbuffers::Vector<int32_t>> vector(CTFLiteIntegers integers) {
        return builder.CreateVector(integers.start, integers.count);
    }

    // The index of a field of the begun operator's options; their number for a name of none.
    size_t field(const char *name) const {
        if (!options) return 0;
        size_t index = 0;
        while (index < options->num_elems && std::strcmp(options->names[index], name) != 0) index++;
        return index;
    }

    bool set(const char *name, int64_t integer, double real) {
        auto index = field(name);
        if (!options || index == options->num_elems) return false;
        settings.push_back({index, integer, real});
        return true;
    }
};

namespace {

// Letters and digits in lower case.
std::string folded(const char *name) {
    std::string result;
    for (; *name; name++) {
        if (*name != '_') result += static_cast<char>(std::tolower(static_cast<unsigned char>(*name)));
    }
    return result;
}

// The kind of the options of an operator: that of its own name, or of the family that it shares them with; 0 for none.
uint8_t optionsKind(const char *name) {
    auto wanted = folded(name);
    if (wanted.find("pool2d") != std::string::npos) {
        wanted = "pool2d";
    } else if (wanted == "mean" || wanted == "sum" || wanted.rfind("reduce", 0) == 0) {
        wanted = "reducer";
    } else if (wanted == "maximum" || wanted == "minimum") {
        wanted = "maximumminimum";
    }
    wanted += "options";
    auto types = BuiltinOptionsTypeTable();
    for (size_t kind = 1; kind < types->num_elems; kind++) {
        if (folded(types->names[kind]) == wanted) return static_cast<uint8_t>(kind);
    }
    return 0;
}

} // namespace

CTFLiteWriter *ctfliteWriter(void) {
    auto writer = new CTFLiteWriter();
    // The first buffer is that of tensors without data.
    writer->buffers.push_back(CreateBuffer(writer->builder));
    return writer;
}

void ctfliteAddTensor(CTFLiteWriter *writer, CTFLiteTensor tensor, CTFLiteBytes data) {
    auto &builder = writer->builder;
    uint32_t buffer = 0;
    if (data.count > 0) {
        builder.ForceVectorAlignment(data.count, 1, 16);
        auto bytes = builder.CreateVector(data.start, data.count);
        buffer = static_cast<uint32_t>(writer->buffers.size());
        writer->buffers.push_back(CreateBuffer(builder, bytes));
    }
    flatbuffers::Offset<QuantizationParameters> quantization;
    if (tensor.scaleCount > 0) {
        auto scales = builder.CreateVector(tensor.scales, tensor.scaleCount);
        auto zeroPoints = builder.CreateVector(tensor.zeroPoints, tensor.zeroPointCount);
        QuantizationParametersBuilder parameters(builder);
        parameters.add_scale(scales);
        parameters.add_zero_point(zeroPoints);
        parameters.add_quantized_dimension(tensor.quantizedDimension);
        quantization = parameters.Finish();
    }
    auto shape = writer->vector(tensor.shape);
    auto name = writer->string(tensor.name);
    TensorBuilder table(builder);
    table.add_shape(shape);
    table.add_type(static_cast<TensorType>(tensor.type));
    table.add_buffer(buffer);
    table.add_name(name);
    if (!quantization.IsNull()) table.add_quantization(quantization);
    table.add_has_rank(true);
    writer->tensors.push_back(table.Finish());
}

bool ctfliteBeginOperator(CTFLiteWriter *writer, const char *name) {
    auto types = BuiltinOperatorTypeTable();
    size_t code = 0;
    while (code < types->num_elems && std::strcmp(types->names[code], name) != 0) code++;
    if (code == types->num_elems) return false;
    writer->code = static_cast<int32_t>(code);
    writer->optionsKind = optionsKind(name);
    writer->options = member(BuiltinOptionsTypeTable(), writer->optionsKind);
    writer->settings.clear();
    return true;
}

bool ctfliteSetInteger(CTFLiteWriter *writer, const char *name, int64_t value) { return writer->set(name, value, 0); }

bool ctfliteSetReal(CTFLiteWriter *writer, const char *name, double value) { return writer->set(name, 0, value); }

void ctfliteEndOperator(CTFLiteWriter *writer, CTFLiteIntegers inputs, CTFLiteIntegers outputs) {
    auto &builder = writer->builder;
    auto number = std::find(writer->codeNumbers.begin(), writer->codeNumbers.end(), writer->code);
    auto place = static_cast<uint32_t>(number - writer->codeNumbers.begin());
    if (number == writer->codeNumbers.end()) {
        writer->codeNumbers.push_back(writer->code);
        OperatorCodeBuilder code(builder);
        code.add_deprecated_builtin_code(static_cast<int8_t>(std::min(writer->code, 127)));
        code.add_builtin_code(static_cast<BuiltinOperator>(writer->code));
        writer->codes.push_back(code.Finish());
    }
    auto start = builder.StartTable();
    for (auto setting : writer->settings) {
        auto offset = flatbuffers::FieldIndexToOffset(static_cast<flatbuffers::voffset_t>(setting.index));
        auto type = static_cast<ElementaryType>(writer->options->type_codes[setting.index].base_type);
        if (type == flatbuffers::ET_FLOAT) {
            builder.AddElement(offset, static_cast<float>(setting.real));
        } else if (scalarSize(type) == 1) {
            builder.AddElement(offset, static_cast<uint8_t>(setting.integer));
        } else {
            builder.AddElement(offset, static_cast<int32_t>(setting.integer));
        }
    }
    auto options = flatbuffers::Offset<void>(builder.EndTable(start));
    auto inputVector = writer->vector(inputs);
    auto outputVector = writer->vector(outputs);
    OperatorBuilder table(builder);
    table.add_opcode_index(place);
    table.add_inputs(inputVector);
    table.add_outputs(outputVector);
    if (writer->options) {
        table.add_builtin_options_type(static_cast<BuiltinOptions>(writer->optionsKind));
        table.add_builtin_options(options);
    }
    writer->operators.push_back(table.Finish());
}

CTFLiteBytes ctfliteFinish(CTFLiteWriter *writer, CTFLiteText name, CTFLiteIntegers inputs, CTFLiteIntegers outputs) {
    auto &builder = writer->builder;
    auto tensorVector = builder.CreateVector(writer->tensors);
    auto inputVector = writer->vector(inputs);
    auto outputVector = writer->vector(outputs);
    auto operatorVector = builder.CreateVector(writer->operators);
    auto title = writer->string(name);
    auto subgraph = CreateSubGraph(builder, tensorVector, inputVector, outputVector, operatorVector, title);
    auto subgraphVector = builder.CreateVector(&subgraph, 1);
    auto codeVector = builder.CreateVector(writer->codes);
    auto description = builder.CreateString("kernelcast");
    auto bufferVector = builder.CreateVector(writer->buffers);
    builder.Finish(CreateModel(builder, 3, codeVector, subgraphVector, description, bufferVector), "TFL3");
    return {builder.GetBufferPointer(), builder.GetSize()};
}

void ctfliteReleaseWriter(CTFLiteWriter *writer) { delete writer; }
