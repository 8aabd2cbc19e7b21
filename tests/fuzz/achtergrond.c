/* The BGT as GML: GDAL reads the bytes, what we make of its layers, fields, values and shapes is ours. */
#include "tests/fuzz/import_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    return import_file(&importer_achtergrond, "bgt.gml", data, n);
}
