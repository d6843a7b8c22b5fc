"""Words about the book."""

WORDS = {
    "store.error.failed": "The book could not be used ({detail}). The file was not changed. Run `csops doctor` to look into it.",
    "store.error.no_book": "There is no book at {path}. Try `csops demo` for sample data, or `csops` to start one.",
    "store.error.not_a_book": "{path} is not a csops book. It was not touched. Name another file with --db.",
    "store.error.newer_book": "{path} was written by a newer csops (format {version}; this one knows {known}). It was not touched. Update csops.",
    "store.error.damaged": "{path} is damaged. It was not touched. `csops restore` brings back a backup.",
    "store.error.exists": "There is already a file at {path}. Choose another place.",
    "store.error.unsafe_place": "{path} lies in a shared or synchronised folder ({place}), where a book can be corrupted, so it is not opened. Put it in a local folder.",
    "store.error.disk_full": "The disk is full, so nothing was saved. What you typed is kept as a draft. Free some space and save again.",
    "store.error.busy": "Another process is using the book. Wait a moment and try again; what you typed is kept.",
    "store.error.refused": "This cannot be saved ({detail}). Check what you entered.",
    "store.error.referred": "It cannot be deleted: other data refers to it ({detail}).",
    "store.error.no_row": "The record is not there any more ({table}); it may have been deleted meanwhile.",
    "store.error.nothing_to_undo": "There is nothing to undo.",
    "store.error.disk_error": "The disk reported an error ({detail}), so nothing was saved. What you typed is kept as a draft. Check the disk, then run `csops doctor`.",
    "store.error.unwritable": "{path} may only be read, so nothing was saved. Check the permissions of the file and its folder.",
    "store.error.duplicate": "There is already a record with this id ({detail}).",
    "store.error.broken_backup": "The backup {path} is not whole ({detail}), so it was not used. Choose an older one.",
}
