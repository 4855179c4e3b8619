"""Reading an inventory: a workbook or a folder of CSV files becomes ``Tables`` (contract, section 1).

    source → sheets (grids of cells) → heading row → records → tables → cross checks

Nothing here writes anything; a source with faults yields all of them at once and nothing else.
"""
