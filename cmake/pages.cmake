# The pages of docs/diagnostics, built into a target: `credence explain` shows them.
function(credence_diagnostic_pages target)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/diagnostics/C*.md)
  set(embed ${PROJECT_SOURCE_DIR}/tools/embed_pages.py)
  set(written ${PROJECT_BINARY_DIR}/diagnostic_pages.cc)
  add_custom_command(
    OUTPUT ${written}
    COMMAND Python3::Interpreter ${embed} ${PROJECT_SOURCE_DIR}/docs/diagnostics ${written}
    DEPENDS ${pages} ${embed}
    COMMENT "Writing the pages of the diagnostics"
    VERBATIM)
  target_sources(${target} PRIVATE ${written})
endfunction()
