# The Debian package: `./dev package` writes manual pages and completions from the program's own
# help into build/release/package, and then runs cpack.
#
# /etc/credence is configuration, kept as it was edited; what the package knows of it is in
# packaging/. The version is the program's.
include(GNUInstallDirs)

file(STRINGS ${PROJECT_SOURCE_DIR}/clients/cli/command_line.h version REGEX "kVersion = ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" version "${version}")

set(packaging ${PROJECT_SOURCE_DIR}/packaging)
set(written ${PROJECT_BINARY_DIR}/package)
install(TARGETS credence RUNTIME DESTINATION bin)
install(FILES ${packaging}/credence.service DESTINATION /lib/systemd/system)
install(FILES ${packaging}/credence.yaml DESTINATION /etc/credence)
install(FILES
  ${PROJECT_SOURCE_DIR}/rules/cloud_recognition/cloud_recognition.vocab
  ${PROJECT_SOURCE_DIR}/rules/cloud_recognition/2015_07_winner_takes_all.policy
  ${PROJECT_SOURCE_DIR}/rules/cloud_recognition/2016_01_multi_partner.policy
  DESTINATION /etc/credence/rules/cloud_recognition)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules/ DESTINATION share/doc/credence/examples)
install(FILES ${packaging}/copyright ${written}/changelog.gz DESTINATION share/doc/credence)
install(DIRECTORY ${written}/man/ DESTINATION share/man/man1)
install(FILES ${written}/completions/credence.bash
  DESTINATION share/bash-completion/completions RENAME credence)
install(FILES ${written}/completions/_credence DESTINATION share/zsh/vendor-completions)
install(FILES ${written}/completions/credence.fish
  DESTINATION share/fish/vendor_completions.d)

set(conffiles ${written}/conffiles)
file(WRITE ${conffiles}
  "/etc/credence/credence.yaml\n"
  "/etc/credence/rules/cloud_recognition/cloud_recognition.vocab\n"
  "/etc/credence/rules/cloud_recognition/2015_07_winner_takes_all.policy\n"
  "/etc/credence/rules/cloud_recognition/2016_01_multi_partner.policy\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME credence)
set(CPACK_PACKAGE_VERSION ${version})
set(CPACK_PACKAGE_VENDOR "Credence developers")
set(CPACK_PACKAGE_CONTACT "Credence developers <credence@credence.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "decides from dated evidence which partner gets which credit")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "A server, a command line and a small language for partner programmes:\n"
  "which partner gets which credit for a customer, by policies that read\n"
  "like the programme guide, with the reason of every yes and every no.")
string(REPLACE ";" "" CPACK_DEBIAN_PACKAGE_DESCRIPTION "${CPACK_DEBIAN_PACKAGE_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS postgresql-client)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${conffiles} ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
